package dev.weir.platform.openshift.build.webhook;

import static dev.weir.platform.core.KindsFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.SentCall;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What Git hosts send to build configs, and what comes of it. */
class WebhookTest {
  private static final Scope NOBODY = new Scope(User.ANONYMOUS, "demo");
  private static final String CONFIG =
      """
      metadata: {name: app}
      spec:
        source: {git: {uri: 'https://git.example/app'%s}}
        strategy: {dockerStrategy: {}}
        triggers:
        - {type: Generic, generic: {secret: plain}}
        - {type: Generic, generic: {secret: free, allowEnv: true}}
        - {type: Generic, generic: {secretReference: {name: hook}}}
        - {type: GitHub, github: {secretReference: {name: hook}}}
        - {type: GitLab, gitlab: {secret: lab}}
        - {type: Bitbucket, bitbucket: {secret: bucket}}
        - {type: ConfigChange}
      """;

  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  @AutoClose private final KindsFixture kinds = new KindsFixture();

  @BeforeEach
  void configure() {
    kinds.create("secrets", "metadata: {name: hook}\nstringData: {WebHookSecretKey: s3cret}");
    kinds.create("buildconfigs", CONFIG.formatted(", ref: main"));
  }

  private SentCall.Answer send(String name, String path, Map<String, String> headers, String body) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    SentCall sent =
        new SentCall(
            path, header -> Optional.ofNullable(all.get(header)), bytes, WriteOptions.STORE);
    return kinds.rest("buildconfigs").subresource("webhooks").call(NOBODY, name, sent);
  }

  private ObjectNode build(String path, Map<String, String> headers, String body) {
    SentCall.Answer answer = send("app", path, headers, body);
    assertThat(answer.remarks()).isEmpty();
    return answer.object().copy();
  }

  private ApiStatus refusal(String path, Map<String, String> headers, String body) {
    return KindsFixture.refusal(() -> send("app", path, headers, body));
  }

  private long builds() {
    return kinds.get("buildconfigs", "app").at("/status/lastVersion").asLong(0);
  }

  private void ignored(String path, Map<String, String> headers, String body, String why) {
    ObjectNode answer = build(path, headers, body);
    assertThat(at(answer, "/status")).isEqualTo("Success");
    assertThat(at(answer, "/code")).isEqualTo("200");
    assertThat(at(answer, "/message")).contains(why);
    assertThat(builds()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/generic", "s3cret/generic", "s3cr%65t/generic"})
  void whoeverKnowsTheSecretStartsABuildThatSaysWhyItIs(String path) {
    ObjectNode build = build(path, Map.of(), "");

    assertThat(Meta.name(build)).isEqualTo("app-1");
    assertThat(Json.text(build.at("/spec/triggeredBy")))
        .isEqualTo(
            "[{\"message\":\"Generic WebHook\",\"genericWebHook\":{\"secret\":\"<secret>\"}}]");
    assertThat(Json.text(build)).doesNotContain("s3cret", "plain");
  }

  @ParameterizedTest
  @CsvSource({
    "app, wrong/generic, generic",
    "app, /generic, generic",
    "app, plain/github, github",
    "app, lab/generic, generic",
    "app, plain%00/generic, generic",
    "none, plain/generic, generic",
    "bare, /generic, generic",
    "bare, undefined/gitlab, gitlab"
  })
  void whoeverDoesNotLearnsNothing(String name, String path, String sender) {
    kinds.create(
        "buildconfigs",
        "metadata: {name: bare}\n"
            + "spec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}, triggers: [{type:"
            + " Generic, generic: {secretReference: {name: nothing}}}]}");

    ApiStatus refused = KindsFixture.refusal(() -> send(name, path, Map.of(), ""));

    assertThat(refused.code()).isEqualTo(401);
    assertThat(refused.message())
        .isEqualTo("the webhook \"%s\" for \"%s\" did not accept your secret", sender, name);
    assertThat(builds()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400",
    "plain, 400",
    "plain/generic/more, 400",
    "plain/gerrit, 404",
    "plain/Generic, 404"
  })
  void anAddressThatIsNoneIsSaidToBeNone(String path, int code) {
    ApiStatus refused = refusal(path, Map.of(), "");

    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.message()).contains("generic, github, gitlab or bitbucket");
    assertThat(refused.message()).doesNotContain("plain");
  }

  @Test
  void aGenericSenderMaySayWhichCommitAndWithWhichVariables() {
    ObjectNode build =
        build(
            "free/generic",
            JSON,
            """
            {'git': {'uri': 'x', 'ref': 'refs/heads/main', 'commit': 'abc', 'message': 'm',
              'author': {'name': 'A', 'email': 'a@example.com'}},
             'env': [{'name': 'K', 'value': 'v'}], 'dockerStrategyOptions': {'noCache': true}}
            """);

    assertThat(at(build, "/spec/revision/git/commit")).isEqualTo("abc");
    assertThat(at(build, "/spec/revision/git/author/email")).isEqualTo("a@example.com");
    assertThat(at(build, "/spec/triggeredBy/0/genericWebHook/revision/git/message")).isEqualTo("m");
    assertThat(at(build, "/spec/strategy/dockerStrategy/env/0/value")).isEqualTo("v");
    assertThat(at(build, "/spec/strategy/dockerStrategy/noCache")).isEqualTo("true");
    ObjectNode ofYaml =
        build(
            "plain/generic",
            Map.of("Content-Type", "application/yaml; charset=utf-8"),
            "git: {refs: [{ref: refs/heads/other, commit: no}, {ref: main, commit: def}]}");
    assertThat(at(ofYaml, "/spec/revision/git/commit")).isEqualTo("def");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "application/x-www-form-urlencoded; a=b; invalid Content-Type on payload",
        "text/plain; x; invalid Content-Type on payload",
        "application/json; {; error unmarshalling payload",
        "application/json; []; it is no object",
        "application/yaml; [a; error unmarshalling payload",
        "application/json; {'env': [{'name': 'K', 'value': 'v'}]}; env is passed over",
      })
  void whatOfAGenericNotificationIsPassedOverIsSaid(String type, String body, String remark) {
    SentCall.Answer answer = send("app", "plain/generic", Map.of("Content-Type", type), body);

    assertThat(Meta.name(answer.object().tree())).isEqualTo("app-1");
    assertThat(answer.remarks()).singleElement().asString().contains(remark);
    assertThat(answer.object().tree().at("/spec/strategy/dockerStrategy").has("env")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "plain; {'dockerStrategyOptions': {'noCache': 'x'}}; dockerStrategyOptions.noCache",
        "plain; {'dockerStrategyOptions': {'buildArgs': 5}}; dockerStrategyOptions.buildArgs",
        "plain; {'dockerStrategyOptions': {'buildArgs': [5]}}; dockerStrategyOptions.buildArgs[0]",
        "free; {'env': [{'name': 'A', 'value': 5}]}; env[0].value",
        "free; {'env': [{'name': 'A\\n', 'value': 'x'}]}; env[0].name",
      })
  void whatNoClientCouldReadStartsNoBuild(String secret, String body, String field) {
    ApiStatus refused = refusal(secret + "/generic", JSON, body);

    assertThat(refused.code()).isIn(400, 422);
    assertThat(refused.message()).contains(field);
    assertThat(builds()).isZero();
  }

  @Test
  void aPushToAnotherBranchIsIgnoredAndSaidToBe() {
    String other = "the push is to \"refs/heads/dev\", and the config builds main";
    ignored("plain/generic", JSON, "{'git': {'ref': 'refs/heads/dev'}}", other);
    ignored(
        "plain/generic",
        JSON,
        "{'git': {'refs': [{'ref': 'refs/heads/dev'}, {'ref': 'x'}]}}",
        "the push is to \"refs/heads/dev, x\"");
    ignored("s3cret/github", github("push"), "{'ref': 'refs/heads/dev'}", other);
    ignored("lab/gitlab", gitlab("Push Hook"), "{'ref': 'refs/heads/dev'}", other);
    ignored(
        "bucket/bitbucket",
        bitbucket("repo:refs_changed"),
        "{'changes': [{'refId': 'refs/heads/dev'}]}",
        other);
    ignored(
        "bucket/bitbucket",
        bitbucket("repo:push"),
        "{'push': {'changes': [{'new': {'name': 'dev'}}]}}",
        "the push is to \"dev\"");
  }

  private static Map<String, String> github(String event) {
    return Map.of("X-GitHub-Event", event, "Content-Type", "application/json; charset=utf-8");
  }

  private static Map<String, String> gitlab(String event) {
    return Map.of("X-Gitlab-Event", event, "Content-Type", "application/json");
  }

  private static Map<String, String> bitbucket(String event) {
    return Map.of("X-Event-Key", event, "Content-Type", "application/json");
  }

  @Test
  void aBranchThatWasDeletedIsNotBuilt() {
    ignored(
        "s3cret/github",
        github("push"),
        "{'ref': 'refs/heads/main', 'deleted': true, 'head_commit': null}",
        "refs/heads/main was deleted");
    ignored(
        "lab/gitlab",
        gitlab("Push Hook"),
        "{'ref': 'refs/heads/main', 'after': '" + "0".repeat(40) + "'}",
        "was deleted");
    ignored(
        "bucket/bitbucket",
        bitbucket("repo:push"),
        "{'push': {'changes': [{'old': {'name': 'main'}, 'new': null}]}}",
        "main was deleted");
    ignored(
        "bucket/bitbucket",
        bitbucket("repo:refs_changed"),
        "{'changes': [{'refId': 'refs/heads/main', 'type': 'DELETE', 'toHash': '0'}]}",
        "was deleted");
  }

  @Test
  void githubSaysWhatWasPushedAndByWhom() {
    ignored("s3cret/github", github("ping"), "{'zen': 'x'}", "the webhook is known");

    ObjectNode build =
        build(
            "s3cret/github",
            github("push"),
            """
            {'ref': 'refs/heads/main', 'head_commit': {'id': 'abc', 'message': 'm',
             'author': {'name': 'A', 'email': 'a@x', 'username': 'a'}, 'committer': {'name': 'C'}}}
            """);

    assertThat(at(build, "/spec/triggeredBy/0/message")).isEqualTo("GitHub WebHook");
    assertThat(Json.text(build.at("/spec/revision")))
        .isEqualTo(
            "{\"type\":\"Git\",\"git\":{\"commit\":\"abc\",\"author\":{\"name\":\"A\",\"email\":\"a@x\"},"
                + "\"committer\":{\"name\":\"C\"},\"message\":\"m\"}}");
    assertThat(at(build, "/spec/triggeredBy/0/githubWebHook/revision/git/commit")).isEqualTo("abc");
    assertThat(
            at(
                build(
                    "s3cret/github",
                    Map.of("X-Gogs-Event", "push", "Content-Type", "application/json"),
                    "{'ref': 'main', 'head_commit': {'id': 'def'}}"),
                "/spec/revision/git/commit"))
        .isEqualTo("def");
  }

  @Test
  void ofALongMessageTheBeginningIsKept() {
    ObjectNode build =
        build(
            "s3cret/github",
            github("push"),
            "{'ref': 'refs/heads/main', 'head_commit': {'id': 'abc', 'message': '%s'}}"
                .formatted("long ".repeat(100_000)));

    assertThat(at(build, "/spec/revision/git/message")).startsWith("long long").hasSize(4097);
    assertThat(Json.bytes(build)).hasSizeLessThan(20_000);
  }

  @Test
  void gitlabSaysWhatWasPushedAndByWhom() {
    ObjectNode build =
        build(
            "lab/gitlab",
            gitlab("Push Hook"),
            """
            {'ref': 'refs/heads/main', 'after': 'abc', 'commits': [{'id': 'x'},
             {'id': 'abc', 'message': 'm', 'author': {'name': 'A', 'email': 'a@x'}}]}
            """);

    assertThat(at(build, "/spec/triggeredBy/0/message")).isEqualTo("GitLab WebHook");
    assertThat(at(build, "/spec/triggeredBy/0/gitlabWebHook/revision/git/commit")).isEqualTo("abc");
    assertThat(at(build, "/spec/revision/git/committer/name")).isEqualTo("A");
    assertThat(at(build, "/spec/revision/git/message")).isEqualTo("m");
  }

  @Test
  void bitbucketSaysWhatWasPushedAndByWhom() {
    ObjectNode cloud =
        build(
            "bucket/bitbucket",
            bitbucket("repo:push"),
            """
            {'push': {'changes': [{'new': {'name': 'other'}}, {'new': {'name': 'main', 'target':
             {'hash': 'abc', 'message': 'm', 'author': {'raw': 'A B <a@x>'}}}}]}}
            """);
    ObjectNode server =
        build(
            "bucket/bitbucket",
            bitbucket("repo:refs_changed"),
            """
            {'actor': {'displayName': 'A', 'emailAddress': 'a@x'}, 'changes': [{'ref': {'id':
             'refs/heads/main'}, 'type': 'UPDATE', 'toHash': 'def'}]}
            """);

    assertThat(at(cloud, "/spec/triggeredBy/0/message")).isEqualTo("Bitbucket WebHook");
    assertThat(at(cloud, "/spec/triggeredBy/0/bitbucketWebHook/revision/git/commit"))
        .isEqualTo("abc");
    assertThat(at(cloud, "/spec/revision/git/author"))
        .isEqualTo("{\"name\":\"A B\",\"email\":\"a@x\"}");
    assertThat(at(server, "/spec/revision/git/commit")).isEqualTo("def");
    assertThat(at(server, "/spec/revision/git/author/name")).isEqualTo("A");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "s3cret/github; X-None; x; application/json; {}; no header X-GitHub-Event",
        "s3cret/github; X-GitHub-Event; issues; application/json; {}; Event issues",
        "s3cret/github; X-GitHub-Event; push; application/x-www-form-urlencoded; payload=x;"
            + " unsupported Content-Type",
        "s3cret/github; X-GitHub-Event; push; application/json; {; not valid JSON",
        "s3cret/github; X-GitHub-Event; push; application/json; []; one JSON object",
        "lab/gitlab; X-Gitlab-Event; Tag Push Hook; application/json; {}; Unknown X-Gitlab-Event",
        "lab/gitlab; X-GitHub-Event; push; application/json; {}; no header X-Gitlab-Event",
        "bucket/bitbucket; X-Event-Key; repo:fork; application/json; {}; Unknown X-Event-Key"
      })
  void whatASenderDoesNotSendIsRefused(
      String path, String header, String event, String type, String body, String says) {
    ApiStatus refused = refusal(path, Map.of(header, event, "Content-Type", type), body);

    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains(says).doesNotContain("s3cret");
    assertThat(builds()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"trunk, trunk, app-1", "trunk, main, ''", "'', master, app-1", "'', main, ''"})
  void aConfigThatNamesNoBranchBuildsTheRepositorysOwn(String own, String pushed, String built) {
    kinds.delete("buildconfigs", "app");
    kinds.create("buildconfigs", CONFIG.formatted(""));
    ObjectNode answer =
        build(
            "s3cret/github",
            github("push"),
            "{'ref': 'refs/heads/%s', 'repository': {'default_branch': '%s'}}"
                .formatted(pushed, own));

    assertThat(Meta.name(answer)).isEqualTo(built);
  }

  @Test
  void aConfigThatIsNotBuiltOfGitHasNoBranchThatCouldBeAnother() {
    kinds.create(
        "buildconfigs",
        "metadata: {name: file}\n"
            + "spec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}, triggers: [{type:"
            + " GitHub, github: {secret: s}}]}");
    SentCall.Answer answer =
        send(
            "file",
            "s/github",
            github("push"),
            "{'ref': 'refs/heads/x', 'head_commit': {'id': 'a'}}");

    assertThat(Meta.name(answer.object().tree())).isEqualTo("file-1");
    assertThat(answer.object().tree().at("/spec").has("revision")).isFalse();
  }

  @Test
  void whatStopsEveryBuildStopsThoseOfWebhooksToo() {
    kinds.edit(
        "buildconfigs",
        "app",
        app -> Meta.setAnnotation(app, "openshift.io/build-config.paused", "true"));

    assertThat(refusal("plain/generic", Map.of(), "").message()).contains("it is paused");
  }
}
