package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

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
}
