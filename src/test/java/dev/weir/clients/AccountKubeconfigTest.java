package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir sa create-kubeconfig}, and what other clients can do with what it prints. */
@WeirServer
class AccountKubeconfigTest {
  private final Path work;
  private final WeirCalls weir;
  private final Map<String, String> environment;

  AccountKubeconfigTest(Path work, ServerProcess server) throws IOException {
    this.work = work;
    this.environment = server.environment(work);
    this.weir = new WeirCalls(environment, work);
    weir.says("create", "namespace", "shop");
    weir.says("create", "namespace", "other");
    weir.says("create", "sa", "robot", "-n", "shop");
  }

  private String write(String name, String... arguments) throws IOException {
    String config = weir.says(arguments);
    Files.writeString(work.resolve(name), config);
    return config;
  }

  private RealClient.Output with(String config, String program, String... arguments)
      throws IOException, InterruptedException {
    Map<String, String> other = new HashMap<>(environment);
    other.put("KUBECONFIG", work.resolve(config).toString());
    other.put("HOME", Files.createDirectories(work.resolve("nowhere")).toString());
    RealClient client =
        program.equals("weir") ? RealClient.weir(other) : RealClient.required(other, program);
    return client.attempt("", arguments);
  }

  @Test
  void aProgramIsTheAccountWithNothingButTheFile() throws Exception {
    write("robot", "sa", "create-kubeconfig", "robot", "-n", "shop", "--duration=1h");

    assertThat(with("robot", "weir", "whoami").out())
        .isEqualTo("system:serviceaccount:shop:robot\n");
    assertThat(
            with("robot", "kubectl", "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
                .out())
        .isEqualTo("system:serviceaccount:shop:robot");
    assertThat(with("robot", "kubectl", "get", "cm").err()).contains("in the namespace \"shop\"");
  }

  @Test
  void theContextMayBeOfAnotherNamespaceThanTheAccount() throws Exception {
    String line = "--with-namespace=other";
    write("away", "serviceaccounts", "create-kubeconfig", "robot", "-n", "shop", line);

    assertThat(with("away", "weir", "get", "cm").err())
        .contains("User \"system:serviceaccount:shop:robot\"", "in the namespace \"other\"");
  }

  @Test
  void theFileOfAnAuthorityIsTakenIn() throws Exception {
    byte[] given = Files.readAllBytes(Path.of(String.valueOf(environment.get("KUBECONFIG"))));
    ObjectNode config = (ObjectNode) Yaml.parse(given);
    ObjectNode cluster = (ObjectNode) config.at("/clusters/0/cluster");
    byte[] authority =
        Base64.getDecoder().decode(cluster.remove("certificate-authority-data").asString());
    Files.write(Files.createDirectories(work.resolve("mine")).resolve("ca.pem"), authority);
    cluster.put("certificate-authority", "ca.pem");
    Files.write(work.resolve("mine/config"), Yaml.bytes(config));

    String made =
        write(
            "taken", "sa", "create-kubeconfig", "robot", "-n", "shop", "--kubeconfig=mine/config");

    assertThat(made).contains("certificate-authority-data: ").doesNotContain("ca.pem");
    assertThat(with("taken", "weir", "whoami").out())
        .isEqualTo("system:serviceaccount:shop:robot\n");
  }

  @Test
  void aTokenThatLastsIsTakenWhereTheAccountHasOne() throws Exception {
    Files.writeString(
        work.resolve("token.yaml"),
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: kept
          annotations: {kubernetes.io/service-account.name: keeper}
        type: kubernetes.io/service-account-token
        """);
    weir.says("create", "sa", "keeper", "-n", "shop");
    weir.says("create", "-n", "shop", "-f", "token.yaml");
    await()
        .untilAsserted(
            () ->
                assertThat(weir.attempt("", "sa", "get-token", "keeper", "-n", "shop").exit())
                    .isZero());
    String lasting = weir.says("sa", "get-token", "keeper", "-n", "shop").strip();

    assertThat(weir.says("sa", "create-kubeconfig", "keeper", "-n", "shop")).contains(lasting);
    assertThat(weir.says("sa", "create-kubeconfig", "keeper", "-n", "shop", "--duration=1h"))
        .doesNotContain(lasting)
        .contains("token: ");
  }
}
