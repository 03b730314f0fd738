package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stock clients do with the published schemas (cli.md 18.1). */
@WeirServer
class SchemaClientsTest {
  private static final String CONFIG =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: %s}
      data: {a: "%s"}
      """;

  private final Path work;
  private final ServerProcess server;

  SchemaClientsTest(Path work, ServerProcess server) throws IOException {
    this.work = work;
    this.server = server;
  }

  private RealClient client(String program) {
    var environment = server.environment(work);
    return program.equals("oc")
        ? RealClient.oc(environment)
        : RealClient.required(environment, program);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plaintext", "plaintext-openapiv2"})
  void kubectlExplainsInBothVersions(String form) throws Exception {
    String told = client("kubectl").run("explain", "is.spec.tags.importPolicy", "--output=" + form);
    assertThat(told).contains("KIND:", "ImageStream", "scheduled\t<boolean>", "from time to time");
    assertThat(client("kubectl").run("explain", "deploy.spec.template.spec", "--output=" + form))
        .contains("containers", "nodeSelector");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "deploy.spec.replicas; 1 if left out",
        "pod.spec.containers.image; A trigger sets it",
        "secret.stringData; Only for writing",
        "sa.imagePullSecrets; pulled and imported with",
        "cm; everybody who may look",
        "role.rules.verbs; such as get, list, watch",
        "rolebinding.roleRef; Cannot be changed",
        "dc.spec.triggers; ConfigChange if left out",
        "bc.spec.triggers.imageChange; the strategy's if left out",
        "templates.parameters; ${NAME}",
        "routes.spec.to; Name of the service",
      })
  void whatUsersAskForHasWords(String path, String words) throws Exception {
    assertThat(client("kubectl").run("explain", path)).contains("DESCRIPTION", words);
  }

  @Test
  void ocExplains() throws Exception {
    assertThat(client("oc").run("explain", "is.spec.lookupPolicy")).contains("local\t<boolean>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl", "oc"})
  void clientsCompareAndTryWithoutStoring(String program) throws Exception {
    RealClient client = client(program);
    String before = CONFIG.formatted(program, "one");
    String after = CONFIG.formatted(program, "two");
    assertThat(client.attempt(before, "apply", "-f", "-").exit()).isZero();
    RealClient.Output diff = client.attempt(after, "diff", "-f", "-");
    assertThat(diff.exit()).as(diff.err()).isEqualTo(1);
    assertThat(diff.out()).contains("+  a: two");
    RealClient.Output dry = client.attempt(after, "apply", "--dry-run=server", "-f", "-");
    assertThat(dry.out()).contains("configured (server dry run)");
    assertThat(client.run("delete", "cm", program, "--dry-run=server")).contains("server dry run");
    assertThat(client.run("get", "cm", program, "-o", "jsonpath={.data.a}")).isEqualTo("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl", "oc"})
  void anUnknownFieldIsRefusedOrWarnedOf(String program) throws Exception {
    RealClient client = client(program);
    String config = CONFIG.formatted(program + "-typo", "one") + "dada: {b: c}\n";
    RealClient.Output strict = client.attempt(config, "create", "--validate=strict", "-f", "-");
    assertThat(strict.exit()).isEqualTo(1);
    assertThat(strict.err()).contains("unknown field \"dada\"");
    RealClient.Output warned = client.attempt(config, "create", "--validate=warn", "-f", "-");
    assertThat(warned.exit()).as(warned.err()).isZero();
    assertThat(warned.err()).contains("Warning: unknown field \"dada\"");
  }
}
