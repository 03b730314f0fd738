package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the console is, in the words that OpenShift has for it. */
@WeirServer
@Timeout(60)
class ConsoleAddressTest {
  private static final String PATH =
      "/api/v1/namespaces/openshift-config-managed/configmaps/console-public";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls admin;

  ConsoleAddressTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
    this.admin = new WeirCalls(server.environment(work), work);
  }

  /** A login of somebody who may do nothing. */
  private Map<String, String> robot() throws IOException {
    String token = admin.says("create", "token", "default", "-n", "default").strip();
    Path config = work.resolve("robot.kubeconfig");
    if (!Files.exists(config)) {
      Path _ = Files.copy(server.kubeconfig(), config);
    }
    WeirCalls robot = admin.with("KUBECONFIG", config.toString());
    String _ = robot.says("login", "--token=" + token);
    return Map.of("KUBECONFIG", config.toString(), "HOME", work.toString());
  }

  @Test
  void whoeverIsLoggedInLearnsItByWeir() throws Exception {
    String console = server.api() + "/console\n";

    assertThat(admin.says("whoami", "--show-console")).isEqualTo(console);
    assertThat(new WeirCalls(robot(), work).says("whoami", "--show-console")).isEqualTo(console);
  }

  @Test
  void whoeverIsLoggedInLearnsItByOc() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));
    String console = server.api() + "/console\n";

    assertThat(oc.run("whoami", "--show-console")).isEqualTo(console);
    assertThat(RealClient.oc(robot()).run("whoami", "--show-console")).isEqualTo(console);
    assertThat(
            oc.run("get", "cm", "console-public", "-n", "openshift-config-managed", "-o", "name"))
        .isEqualTo("configmap/console-public\n");
  }

  @Test
  void itIsToldToNobodyElseAndChangedByNobody() throws Exception {
    try (ApiCaller caller = ApiCaller.of(server)) {
      String admin = caller.administrator();
      assertThat(caller.api("wrong", "GET", PATH, "").status()).isEqualTo(401);
      ApiCaller.Answer told = caller.api(admin, "GET", PATH, "");
      assertThat(told.json().at("/data/consoleURL").asString())
          .isEqualTo(server.api() + "/console");
      assertThat(caller.api(admin, "DELETE", PATH, "").status()).isEqualTo(405);
    }
  }
}
