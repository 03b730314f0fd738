package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** How a server says that it is, by its page and by {@code weir adm status}. */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class ServerStatusTest {
  private final ServerProcess server;
  private final WeirCalls weir;
  private final ApiCaller api;

  ServerStatusTest(ServerProcess server, WeirCalls weir, ApiCaller api) {
    this.server = server;
    this.weir = weir;
    this.api = api;
  }

  private JsonNode page() throws Exception {
    return Json.parse(weir.says("adm", "status", "-o", "json").getBytes(UTF_8));
  }

  private static String asReader(String role) {
    return """
    {'metadata':{'name':'see-%s'},
     'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'%s'},
     'subjects':[{'kind':'User','name':'of-%s','apiGroup':'rbac.authorization.k8s.io'}]}
    """
        .formatted(role, role, role);
  }

  @Test
  void itTellsOfProgramAddressesCertificatesDiskAndStore() throws Exception {
    JsonNode page = page();
    assertThat(page.path("version").asString()).isNotEmpty();
    assertThat(page.path("uptimeSeconds").isNumber()).isTrue();
    assertThat(page.at("/addresses/api").asString()).isEqualTo("https://" + authority());
    assertThat(page.at("/addresses/registry").asString()).isEqualTo("http://" + server.registry());
    assertThat(page.at("/certificates/0/daysLeft").asLong()).isBetween(360L, 370L);
    assertThat(page.at("/certificates/1/daysLeft").asLong()).isGreaterThan(3600);
    assertThat(page.at("/disks/0/name").asString()).contains(server.data().toString());
    assertThat(page.at("/disks/0/freeBytes").asLong()).isPositive();
    assertThat(page.at("/store/revision").asLong()).isPositive();
    assertThat(page.at("/store/bytes").asLong()).isPositive();
    assertThat(page.at("/store/writable").asBoolean()).isTrue();
    assertThat(page.path("collection").has("pending")).isTrue();
    assertThat(weir.says("adm", "status").lines())
        .anyMatch(line -> line.startsWith("Version:"))
        .anyMatch(line -> line.matches("Certificate:\\s+the server's own, 36\\d days left .*"))
        .anyMatch(line -> line.matches("Store:\\s+revision \\d+, .*"));
  }

  private String authority() {
    return server.api().replaceFirst("^https://", "");
  }

  @Test
  void itNamesImportsThatFailedAndWorkloadsThatWaitWithWhatToDo() throws Exception {
    weir.says("new-project", "amiss");
    var _ =
        weir.attempt("", "import-image", "gone", "--from=127.0.0.1:1/team/gone:v1", "--confirm");
    weir.says("create", "deployment", "web", "--image=example.com/team/web:v1");
    weir.says("set", "triggers", "deploy/web", "--from-image=base:v1", "-c", "web");

    JsonNode page = page();
    assertThat(page.at("/imports/failedTags/0/tag").asString()).isEqualTo("amiss/gone:latest");
    assertThat(page.at("/imports/failedTags/0/message").asString()).contains("connection refused");
    assertThat(page.at("/triggers/objects/0/object").asString())
        .isEqualTo("deployments.apps amiss/web");
    assertThat(page.at("/triggers/objects/0/tag").asString()).isEqualTo("amiss/base:v1");
    assertThat(page.path("status").asString()).isEqualTo("warning");
    String text = weir.says("adm", "status"); // a warning is no failure
    assertThat(text)
        .contains("What to do:", "WARNING: 1 object waits for a tag that has no image")
        .containsPattern("amiss/gone:latest +\\d+s +127.0.0.1:1/team/gone:v1: ");
  }

  @Test
  void whoMayReadMetricsMayAskAndOthersAreToldWhatTheyLack() throws Exception {
    api.create(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", asReader("cluster-reader"));
    api.create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", asReader("view"));

    assertThat(weir.says("adm", "status", "-o", "json", "--as=of-cluster-reader"))
        .contains("\"uptimeSeconds\"");
    Output refused =
        weir.attempt("", "adm", "status", "--as=of-view", "--as-group=system:authenticated");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("Forbidden", "User \"of-view\" cannot get path \"/status/server\"");
    assertThat(api.api("", "GET", "/status/server", "").status()).isIn(401, 403);
  }

  @Test
  void argumentsAreRefused() {
    assertThat(weir.fails("adm", "status", "extra")).contains("unexpected arguments: [extra]");
  }
}
