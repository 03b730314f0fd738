package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Webhooks of build configs, as Git hosts and {@code oc} call them (docs/builds.md). */
@WeirServer
@Timeout(120)
class BuildWebhooksTest {
  private static final String CONFIGS = "/apis/build.openshift.io/v1/namespaces/shop/buildconfigs/";
  private static final String CONFIG =
      """
      apiVersion: build.openshift.io/v1
      kind: BuildConfig
      metadata: {name: app, namespace: shop}
      spec:
        source: {git: {uri: 'https://git.example/app', ref: main}}
        strategy: {dockerStrategy: {}}
        triggers:
        - {type: Generic, generic: {secret: kn0wn-by-few}}
        - {type: GitHub, github: {secretReference: {name: hook}}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: hook, namespace: shop}
      stringData: {WebHookSecretKey: kn0wn-to-github}
      """;

  private final Path work;
  private final ServerProcess server;
  private final HttpApi api;
  private final WeirCalls weir;

  BuildWebhooksTest(Path work, ServerProcess server, HttpApi api, WeirCalls weir, ApiCaller caller)
      throws Exception {
    this.work = work;
    this.server = server;
    this.api = api;
    this.weir = weir;
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    var made = weir.attempt(CONFIG, "apply", "-f", "-");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.err()).isEmpty();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    var request = api.anonymous(path).POST(BodyPublishers.ofString(body.replace('\'', '"')));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return api.send(request);
  }

  private JsonNode get(String path) throws Exception {
    return Json.parse(
        api.send(api.request(path).GET()).body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void aGitHostStartsABuildWithoutALogin() throws Exception {
    HttpResponse<String> answer =
        post(
            CONFIGS + "app/webhooks/kn0wn-to-github/github",
            "{'ref': 'refs/heads/main', 'head_commit': {'id': '0123456789abcdef'}}",
            "X-GitHub-Event",
            "push",
            "Content-Type",
            "application/json");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode build = Json.parse(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(build.at("/kind").asString("")).isEqualTo("Build");
    String name = build.at("/metadata/name").asString("");
    JsonNode stored = get("/apis/build.openshift.io/v1/namespaces/shop/builds/" + name);
    assertThat(stored.at("/spec/revision/git/commit").asString("")).isEqualTo("0123456789abcdef");
    assertThat(stored.at("/spec/triggeredBy/0/githubWebHook/secret").asString(""))
        .isEqualTo("<secret>");
    assertThat(post(CONFIGS + "app/webhooks/kn0wn-to-gitlab/github", "").statusCode())
        .isEqualTo(401);
    HttpResponse<String> form =
        post(
            CONFIGS + "app/webhooks/kn0wn-by-few/generic",
            "a=b",
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(form.statusCode()).isEqualTo(200);
    assertThat(form.headers().firstValue("Warning").orElse("")).contains("invalid Content-Type");
  }

  @Test
  void aBodyIsBoundedAndASecretStandsInNoAddressThatIsKept() throws Exception {
    HttpResponse<String> large =
        api.send(
            api.anonymous(CONFIGS + "app/webhooks/kn0wn-by-few/generic")
                .version(HttpClient.Version.HTTP_1_1)
                .expectContinue(true)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("x".repeat(4 * 1024 * 1024))));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(post(CONFIGS + "app/webhooks/kn0wn-by-few/gerrit", "").statusCode()).isEqualTo(404);
    assertThat(post(CONFIGS + "app/webhooks/kn0wn-by-few/generic/x", "").statusCode())
        .isEqualTo(400);
    assertThat(
            api.send(api.anonymous(CONFIGS + "app/webhooks/kn0wn-by-few/generic").GET())
                .statusCode())
        .isBetween(403, 405);

    assertThat(post(CONFIGS + "webhooks/kn0wn-by-few/generic", "").statusCode()).isEqualTo(404);
    assertThat(
            api.send(api.request(CONFIGS + "app%2Fwebhooks/kn0wn-by-few/generic").DELETE())
                .statusCode())
        .isEqualTo(404);

    Path audit = server.data().resolve("audit.log");
    await().until(() -> read(audit).contains("/buildconfigs/app/webhooks\""));
    assertThat(read(audit)).doesNotContain("kn0wn");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  @Test
  void whoTakesTheRightFromStrangersKeepsItForThoseWhoLogIn() throws Exception {
    String path = CONFIGS + "app/webhooks/kn0wn-by-few/generic";
    weir.says("create", "sa", "git", "-n", "shop");
    String git = weir.says("create", "token", "git", "-n", "shop").strip();
    var binding = weir.says("get", "clusterrolebinding", "system:webhooks", "-o", "yaml");
    weir.says("delete", "clusterrolebinding", "system:webhooks");
    try {
      assertThat(post(path, "").statusCode()).isBetween(401, 403);
      weir.says("policy", "add-role-to-user", "system:webhook", "-z", "git", "-n", "shop");
      assertThat(post(path, "", "Authorization", "Bearer " + git).statusCode()).isEqualTo(200);
    } finally {
      var again =
          weir.attempt(
              binding.replaceAll("(?m)^  (resourceVersion|uid):.*\n", ""), "apply", "-f", "-");
      assertThat(again.exit()).as(again.err()).isZero();
    }
    assertThat(post(path, "").statusCode()).isEqualTo(200);
  }

  @Test
  void weirCallsAWebhookByTheAddressThatItLists() {
    String listed = weir.says("start-build", "app", "--list-webhooks=generic", "-n", "shop");
    assertThat(listed).isEqualTo(server.api() + CONFIGS + "app/webhooks/<secret>/generic\n");

    String address = "--from-webhook=" + listed.strip().replace("<secret>", "kn0wn-by-few");
    assertThat(weir.says("start-build", address))
        .matches("build.build.openshift.io/app-\\d+ started\n");
    assertThat(weir.says("start-build", address, "-o", "name"))
        .matches("build.build.openshift.io/app-\\d+\n");
    assertThat(weir.fails("start-build", address.replace("kn0wn-by-few", "other")))
        .startsWith("error: server rejected our request 401\nremote: ")
        .contains("did not accept your secret");
    assertThat(weir.fails("start-build", "--from-webhook=shop/kn0wn"))
        .contains("--from-webhook is no address of a webhook")
        .doesNotContain("kn0wn");
  }

  @Test
  void ocListsWebhooksAndCallsThem() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));
    oc.run("project", "shop");

    String listed = oc.run("start-build", "app", "--list-webhooks=all");
    assertThat(listed)
        .isEqualTo(
            "Generic %1$s%2$sapp/webhooks/<secret>/generic\n"
                + "GitHub %1$s%2$sapp/webhooks/<secret>/github\n",
            server.api(), CONFIGS);
    assertThat(weir.says("start-build", "app", "--list-webhooks=all", "-n", "shop"))
        .isEqualTo(listed);
    String address = listed.lines().findFirst().orElseThrow().split(" ", 2)[1];
    assertThat(
            oc.run("start-build", "--from-webhook=" + address.replace("<secret>", "kn0wn-by-few")))
        .matches("build.build.openshift.io/app-\\d+ started\n");
    var refused =
        oc.attempt("", "start-build", "--from-webhook=" + address.replace("<secret>", "other"));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("did not accept your secret");
    String described = oc.run("describe", "bc", "app");
    Matcher url = Pattern.compile("Webhook Generic:\\s+URL:\\s+(\\S+)").matcher(described);
    assertThat(url.find()).as(described).isTrue();
    assertThat(url.group(1)).isEqualTo(address);
  }
}
