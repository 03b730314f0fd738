package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The create verbs and secrets link against a real server, beside kubectl (cli.md 8 and 9). */
@WeirServer
@Timeout(60)
class CreatingTest {
  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  CreatingTest(Path work, ServerProcess server, WeirCalls weir) throws IOException {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.says("new-project", "demo");
    weir.says("create", "sa", "robot");
    weir.file("note.txt", "hello\n");
    weir.file("tls.crt", "-----BEGIN CERTIFICATE-----\n");
    weir.file("vars.env", "A=1\n# comment\nB=2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create sa x",
        "create configmap c --from-literal=a=b --from-file=note.txt",
        "create configmap c --from-env-file=vars.env",
        "create secret generic s --from-literal=a=b --from-file=k=note.txt --type=own",
        "create secret docker-registry s --docker-server=quay.io --docker-username=u"
            + " --docker-password=p --docker-email=e@x",
        "create role r --verb=get,list --verb=watch --resource=imagestreams,secrets"
            + " --resource=deployments.apps/scale --resource-name=one",
        "create clusterrole r --verb=get --non-resource-url=/healthz",
        "create clusterrole r --aggregation-rule=a=b",
        "create rolebinding b --clusterrole=view --user=ann --group=web"
            + " --serviceaccount=demo:robot",
        "create rolebinding b --role=reader --serviceaccount=demo:robot",
        "create clusterrolebinding b --clusterrole=view --serviceaccount=demo:robot",
        "create quota q --hard=pods=1,openshift.io/images=5",
        "create deployment web --image=x/y:1 --replicas=2 --port=80",
      })
  void makesTheSameObjectAsKubectl(String command) throws Exception {
    RealClient kubectl = RealClient.required(server.environment(work), "kubectl", "-n", "demo");
    String[] arguments = (command + " --dry-run=client -o yaml").split(" ");
    assertThat(bare(weir.says(arguments))).isEqualTo(bare(kubectl.in(work).run(arguments)));
  }

  /** Without what only says that nothing is known yet. */
  private static JsonNode bare(String yaml) {
    ObjectNode object = (ObjectNode) YamlDocuments.documents(yaml).getFirst();
    dropEmpty(object);
    Json.objectAt(object, "metadata").remove("namespace");
    return object;
  }

  private static void dropEmpty(ObjectNode object) {
    object.values().forEach(value -> dropBelow(value));
    object
        .properties()
        .removeIf(member -> member.getValue().isNull() || isEmpty(member.getValue()));
  }

  private static void dropBelow(JsonNode value) {
    switch (value) {
      case ObjectNode inner -> dropEmpty(inner);
      case JsonNode other -> other.values().forEach(CreatingTest::dropBelow);
    }
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isContainer() && value.isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create role r",
        "create role r --verb=get",
        "create rolebinding b",
        "create rolebinding b --role=x --serviceaccount=a",
        "create sa robot",
        "create sa",
        "create configmap c --from-env-file=vars.env --from-literal=a=b",
        "create secret tls s",
        "create configmap c --from-file=missing",
      })
  void refusesInTheWordsOfKubectl(String command) throws Exception {
    RealClient kubectl = RealClient.required(server.environment(work), "kubectl");
    Output expected = kubectl.in(work).attempt("", command.split(" "));
    Output output = weir.attempt("", command.split(" "));
    assertThat(output.exit()).isEqualTo(1).isEqualTo(expected.exit());
    assertThat(output.err().replace("weir", "kubectl")).isEqualTo(expected.err());
  }

  private static final String LINKS = "jsonpath={.secrets[*].name} {.imagePullSecrets[*].name}";

  @Test
  void linksSecretsForPullingAndMounting() {
    weir.says("create", "secret", "generic", "one", "--from-literal=a=b");
    weir.says("create", "sa", "builder2");
    Awaitility.await() // its own login comes a moment later
        .atMost(Duration.ofSeconds(10))
        .until(() -> !weir.says("get", "sa/builder2", "-o", LINKS).isBlank());
    assertThat(weir.says("secrets", "link", "builder2", "one", "--for=pull,mount"))
        .isEqualTo("serviceaccount/builder2 updated\n");
    assertThat(weir.says("get", "sa/builder2", "-o", LINKS)).contains("one").endsWith("one");
    assertThat(weir.says("secret", "link", "sa/builder2", "secret/one", "--for=pull"))
        .isEqualTo("serviceaccount/builder2 not changed\n");
    assertThat(weir.says("secrets", "unlink", "builder2", "one"))
        .isEqualTo("serviceaccount/builder2 updated\n");
    assertThat(weir.says("get", "sa/builder2", "-o", "jsonpath={.secrets} {.imagePullSecrets}"))
        .doesNotContain("one");
  }

  @Test
  void saysWhichSecretsCannotBeLinked() {
    weir.says("create", "secret", "generic", "two", "--from-literal=a=b");
    assertThat(weir.fails("secrets", "link", "robot", "none"))
        .isEqualTo("secret \"none\" not found\nerror: No valid secrets found\n");
    assertThat(weir.fails("secrets", "link", "robot", "two", "none"))
        .isEqualTo("secret \"none\" not found\nerror: Some secrets could not be linked\n");
    assertThat(weir.fails("secrets", "link", "nobody", "two"))
        .isEqualTo("Error from server (NotFound): serviceaccounts \"nobody\" not found\n");
    assertThat(weir.fails("secrets", "link", "robot", "two", "--for=foo"))
        .startsWith("error: unknown for: foo\n");
    assertThat(weir.fails("secrets", "link", "robot"))
        .startsWith("error: must have service account name and at least one secret name\n");
    assertThat(weir.fails("secrets", "unlink", "robot", "none"))
        .endsWith("No valid secrets found or secrets not linked to service account\n");
  }

  @Test
  void repeatsNoSecretText() {
    assertThat(weir.fails("create", "secret", "generic", "s", "--from-literal=hunter2"))
        .doesNotContain("hunter2");
  }
}
