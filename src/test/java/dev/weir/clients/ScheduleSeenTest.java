package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.ScriptedServer;
import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of the schedule. */
@WeirServer
class ScheduleSeenTest {
  private static final String ALL = "/apis/weir.dev/v1/scheduledtags";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private final HttpApi api;

  ScheduleSeenTest(Path work, ServerProcess server, WeirCalls weir, HttpApi api) {
    this.work = work;
    this.server = server;
    this.weir = weir;
    this.api = api;
  }

  private RealClient client(String program) throws IOException {
    var environment = server.environment(work);
    return program.equals("oc")
        ? RealClient.oc(environment)
        : RealClient.required(environment, program);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl", "oc"})
  void stockClientsKnowTheKind(String program) throws Exception {
    RealClient client = client(program);
    assertThat(client.run("api-resources", "--api-group=weir.dev"))
        .contains("scheduledtags", "stags", "weir.dev/v1", "true", "ScheduledTag");
    assertThat(client.run("explain", "scheduledtags.status"))
        .contains("lateReason\t<string>", "nextCheckTime\t<string>", "held up");
    assertThat(client.attempt("", "get", "stags", "-n", "quiet").err())
        .isEqualTo("No resources found in quiet namespace.\n");
  }

  @Test
  void nobodyIsToldToWatchOrWrite() throws Exception {
    assertThat(api.get(ALL + "?watch=true").statusCode()).isEqualTo(405);
    assertThat(api.post("/apis/weir.dev/v1/namespaces/quiet/scheduledtags", "{}").statusCode())
        .isEqualTo(405);
    assertThat(api.delete("/apis/weir.dev/v1/namespaces/quiet/scheduledtags/a:b").statusCode())
        .isEqualTo(405);
  }

  @Test
  void whoSeesStreamsSeesTheirSchedule() {
    weir.says("new-project", "seen");
    for (String role : List.of("view", "edit", "admin", "registry-viewer", "registry-editor")) {
      String user = "the-" + role;
      weir.says("policy", "add-role-to-user", role, user, "-n", "seen");
      assertThat(
              weir.says(
                  "auth", "can-i", "list", "scheduledtags.weir.dev", "-n", "seen", "--as=" + user))
          .as(role)
          .isEqualTo("yes\n");
      assertThat(
              weir.attempt(
                      "", "auth", "can-i", "get", "scheduledtags.weir.dev", "-A", "--as=" + user)
                  .out())
          .as(role)
          .isEqualTo("no\n");
    }
    weir.says("policy", "add-role-to-user", "system:image-puller", "puller", "-n", "seen");
    assertThat(weir.fails("get", "stags", "-n", "seen", "--as=puller"))
        .contains("cannot list resource \"scheduledtags\" in API group \"weir.dev\"");
  }

  /** A role of somebody's own may show streams and nothing else. */
  @Test
  void whoSeesStreamsAloneIsToldOfThemAsBefore() throws Exception {
    weir.says("new-project", "narrow");
    weir.says("tag", "--scheduled", "127.0.0.1:9/team/app:v1", "app:v1", "-n", "narrow");
    weir.says("create", "role", "streams", "--verb=get", "--resource=imagestreams", "-n", "narrow");
    weir.says("create", "rolebinding", "bob", "--role=streams", "--user=bob", "-n", "narrow");
    await()
        .untilAsserted(
            () ->
                assertThat(weir.says("describe", "is/app", "-n", "narrow"))
                    .contains("  scheduled every 15m, not looked at yet, next in "));
    Output told = weir.attempt("", "describe", "is/app", "-n", "narrow", "--as=bob");
    assertThat(told.err()).isEmpty();
    assertThat(told.exit()).isZero();
    assertThat(told.out())
        .contains("updates automatically from registry 127.0.0.1:9/team/app:v1")
        .doesNotContain("scheduled every");
    assertThat(weir.fails("schedule", "-n", "narrow", "--as=bob"))
        .contains("cannot list resource \"scheduledtags\" in API group \"weir.dev\"");
  }

  @Test
  void anythingThatIsNotScheduledIsSaidSo() {
    weir.says("new-project", "idle");
    Output nothing = weir.attempt("", "schedule", "-n", "idle");
    assertThat(nothing.exit()).isZero();
    assertThat(nothing.out()).isEmpty();
    assertThat(nothing.err()).isEqualTo("No scheduled tags found in idle namespace.\n");
    assertThat(weir.attempt("", "schedule", "--late", "-n", "idle").err())
        .isEqualTo("No late tags found in idle namespace.\n");
    assertThat(weir.says("schedule", "-n", "idle", "-o", "jsonpath={.items}")).isEqualTo("[]");

    assertThat(weir.fails("schedule", "ruby", "-n", "idle"))
        .isEqualTo(
            "Error from server (NotFound): imagestreams.image.openshift.io \"ruby\" not found\n");
    assertThat(weir.fails("schedule", "ruby", "-n", "nowhere"))
        .isEqualTo("Error from server (NotFound): namespaces \"nowhere\" not found\n");
    weir.says("create", "is", "ruby", "-n", "idle");
    assertThat(weir.fails("schedule", "ruby", "-n", "idle"))
        .isEqualTo(
            "error: no tag of image stream \"ruby\" is scheduled; \"weir tag --scheduled PULLSPEC"
                + " ruby:latest\" makes it so\n");
    assertThat(weir.fails("schedule", "ruby:3.4", "-n", "idle", "-o", "yaml"))
        .isEqualTo(
            "error: tag \"ruby:3.4\" is not scheduled; \"weir tag --scheduled PULLSPEC ruby:3.4\""
                + " makes it so\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":3.4", "ruby:", "idle/ruby", "ruby@sha256:abc", "a:b:c"})
  void namesAreThoseOfStreamsAndTags(String name) {
    assertThat(weir.fails("schedule", name)).contains("must be IMAGESTREAM or IMAGESTREAM:TAG");
  }

  @Test
  void aNameIsOfOneNamespace() {
    assertThat(weir.fails("schedule", "ruby", "-A"))
        .contains("cannot be named across all namespaces");
  }

  @Test
  void aServerWithoutAScheduleIsDescribedAsBefore() throws Exception {
    String stream =
        """
        {"kind":"ImageStream","apiVersion":"image.openshift.io/v1",
         "metadata":{"name":"ruby","namespace":"demo"},
         "spec":{"tags":[{"name":"3","generation":1,"importPolicy":{"scheduled":true},
                          "from":{"kind":"DockerImage","name":"quay.io/ruby:3"}}]}}
        """;
    try (ScriptedServer other = with("imagestreams/ruby", stream)) {
      Output told =
          weir.attempt("", "describe", "is/ruby", "-n", "demo", "--server", other.uri().toString());
      assertThat(told.exit()).isZero();
      assertThat(told.err()).isEmpty();
      assertThat(told.out())
          .contains("updates automatically from registry quay.io/ruby:3\n")
          .doesNotContain("scheduled every");
      assertThat(weir.fails("schedule", "-n", "demo", "--server", other.uri().toString()))
          .startsWith(
              "error: the server at " + other.uri().toString() + " does not tell its schedule");
    }
  }

  /** An API that knows one object and else nothing. */
  private static ScriptedServer with(String end, String object) throws IOException {
    String absent =
        """
        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound",
         "message":"the server could not find the requested resource","code":404}
        """;
    return ScriptedServer.start(
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().endsWith(end);
          ScriptedServer.answer(exchange, known ? 200 : 404, known ? object : absent);
        });
  }
}
