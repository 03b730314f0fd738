package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.KubeApiServer;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chart at Kubernetes' own API server, without nodes: what it makes is taken, the pod is let in
 * by the strictest pod security, and its account may do what {@code docs/workloads.md} says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ChartOnKubernetesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  private Path work = Path.of("");
  private KubeApiServer cluster;
  private RealClient kubectl;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    work = directory;
    var _ = Chart.helm();
    var _ = RealClient.required(Map.of(), "kubectl");
    cluster = KubeApiServer.start(work.resolve("cluster"));
    kubectl = kubectl(cluster.kubeconfig());
    for (String name : List.of("weir", "narrow", "shop", "other")) {
      String _ = kubectl.run("create", "namespace", name);
    }
    for (String level : List.of("enforce", "warn")) {
      String label = "pod-security.kubernetes.io/" + level + "=restricted";
      String _ = kubectl.run("label", "namespace", "weir", "narrow", label);
    }
  }

  @AfterAll
  void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private RealClient kubectl(Path kubeconfig) {
    return RealClient.required(
        Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", work.toString()), "kubectl");
  }

  static Stream<Chart.Values> ways() {
    return Chart.ways();
  }

  /** Whoever writes what is not known, or makes a pod that may too much, would be told. */
  @ParameterizedTest
  @MethodSource("ways")
  void everyObjectIsTakenAndThePodIsLetIn(Chart.Values values) throws Exception {
    List<ObjectNode> objects = Chart.ofKubernetes(Chart.render(values));
    applied(objects, "--dry-run=server");
    ObjectNode set = Chart.only(objects, "StatefulSet", "weir");
    applied(List.of(pod(set)), "--dry-run=server");
  }

  /** No controller runs here: the pod that it would make. */
  private static ObjectNode pod(ObjectNode set) {
    ObjectNode pod = ((ObjectNode) set.at("/spec/template")).deepCopy();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ((ObjectNode) pod.at("/metadata")).put("name", "weir-0").put("namespace", "weir");
    if (set.at("/spec/volumeClaimTemplates").size() > 0) {
      Json.arrayAt(Json.objectAt(pod, "spec"), "volumes")
          .addObject()
          .put("name", "data")
          .putObject("persistentVolumeClaim")
          .put("claimName", "data-weir-0");
    }
    return pod;
  }

  private void applied(List<ObjectNode> objects, String... flags) throws Exception {
    ObjectNode list = Json.object().put("apiVersion", "v1").put("kind", "List");
    list.putArray("items").addAll(objects);
    String[] line =
        Stream.concat(
                Stream.of("apply", "--server-side", "--validate=strict", "-f", "-"),
                Stream.of(flags))
            .toArray(String[]::new);
    RealClient.Output said = kubectl.attempt(Json.text(list), line);
    assertThat(said.exit()).as("%s%s", said.out(), said.err()).isZero();
    assertThat(said.err()).doesNotContain("Warning");
    assertThat(said.out().lines()).hasSameSizeAs(objects);
  }

  @Test
  void thePodThatRestoresABackupIsLetIn() throws Exception {
    String file = "deploy/kubernetes/restore.yaml";
    RealClient.Output said =
        kubectl.attempt(
            "", "apply", "--server-side", "--validate=strict", "--dry-run=server", "-f", file);
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.err()).doesNotContain("Warning");
  }

  @Test
  void aPodThatMayMoreIsNotLetIn() throws Exception {
    ObjectNode pod =
        pod(Chart.only(Chart.render(Chart.Values.of("default")), "StatefulSet", "weir"));
    ((ObjectNode) pod.at("/spec")).put("hostNetwork", true);
    RealClient.Output said = kubectl.attempt(Json.text(pod), "apply", "--server-side", "-f", "-");
    assertThat(said.exit()).isNotZero();
    assertThat(said.err()).contains("violates PodSecurity \"restricted");
  }

  @Test
  void itsRightsAreThoseThatThePageNames() throws Exception {
    JsonNode role =
        Chart.only(Chart.render(Chart.Values.of("default")), "ClusterRole", "weir-weir");
    String page = Files.readString(Path.of("docs/workloads.md"));
    String rights = page.split("<!-- rights -->\n```yaml\n", -1)[1].split("```", -1)[0];
    JsonNode asked =
        YamlDocuments.documents(rights).stream()
            .filter(document -> Json.string(document, "kind").equals("ClusterRole"))
            .findFirst()
            .orElseThrow();
    assertThat(role.get("rules")).isEqualTo(asked.get("rules"));
  }

  @Test
  void itMovesTheDeploymentsOfAllNamespacesAndReadsNoSecret() throws Exception {
    installed("weir", Chart.Values.of("default"));
    try (Following following = new Following("weir")) {
      following.move("shop");
      following.move("other");
      await().atMost(PATIENCE).until(() -> image("shop").endsWith(DIGEST));
      await().atMost(PATIENCE).until(() -> image("other").endsWith(DIGEST));
      following.mayNot("get", "secrets", "-A");
      following.mayNot("get", "configmaps", "-n", "shop");
      following.mayNot("delete", "deployment/web", "-n", "shop");
    }
  }

  @Test
  void withSomeNamespacesItMovesTheirsAlone() throws Exception {
    installed("narrow", Chart.Values.of("narrow", "workloads.namespaces=[\"shop\"]"));
    try (Following following = new Following("narrow")) {
      following.move("shop");
      following.move("other");
      await().atMost(PATIENCE).until(() -> image("shop").endsWith(DIGEST));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(following.log()).contains("other/web", "patch"));
      assertThat(image("other")).isEqualTo("old");
      following.mayNot("get", "secrets", "-n", "shop");
    }
  }

  private void installed(String namespace, Chart.Values values) throws Exception {
    applied(Chart.ofKubernetes(Chart.objects(Chart.text(namespace, values))));
    for (String place : List.of("shop", "other")) {
      String deployment =
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            annotations:
              image.openshift.io/triggers: '[{"from":{"kind":"ImageStreamTag","name":"app:live"},"fieldPath":"spec.template.spec.containers[0].image"}]'
          spec:
            selector: {matchLabels: {a: b}}
            template:
              metadata: {labels: {a: b}}
              spec: {containers: [{name: web, image: old}]}
          """;
      String _ = kubectl.run("delete", "deployment/web", "-n", place, "--ignore-not-found");
      RealClient.Output made = kubectl.attempt(deployment, "create", "-n", place, "-f", "-");
      assertThat(made.exit()).as(made.err()).isZero();
    }
  }

  private String image(String namespace) throws Exception {
    String path = "jsonpath={.spec.template.spec.containers[0].image}";
    return kubectl.run("get", "deployment/web", "-n", namespace, "-o", path);
  }

  /** A Weir beside the cluster, as the account of the chart. */
  private final class Following implements AutoCloseable {
    private final Path kubeconfig;
    private final ServerProcess server;
    private final RealClient weir;

    Following(String namespace) throws Exception {
      String token = kubectl.run("create", "token", "weir", "-n", namespace).strip();
      String administrator = Files.readString(cluster.kubeconfig());
      String account =
          administrator.replaceFirst(
              "(?m)^users:.*$", "users: [{name: admin, user: {token: " + token + "}}]");
      kubeconfig = Files.writeString(work.resolve(namespace + ".kubeconfig"), account);
      server =
          ServerProcess.start(
              work.resolve(namespace + "-data"), "--workloads", kubeconfig.toString());
      weir = RealClient.weir(server.environment(work));
    }

    /** {@code app:live} of a project of this name gets an image. */
    void move(String project) throws Exception {
      String _ = weir.run("new-project", project);
      String image =
          """
          apiVersion: image.openshift.io/v1
          kind: ImageStream
          metadata: {name: app, namespace: %1$s}
          ---
          apiVersion: image.openshift.io/v1
          kind: ImageStreamMapping
          metadata: {name: app, namespace: %1$s}
          image: {metadata: {name: "%2$s"}, dockerImageReference: "registry.example/app@%2$s"}
          tag: live
          """
              .formatted(project, DIGEST);
      RealClient.Output made = weir.attempt(image, "create", "-f", "-");
      assertThat(made.exit()).as(made.err()).isZero();
    }

    String log() throws Exception {
      return server.log();
    }

    void mayNot(String... line) throws Exception {
      RealClient.Output said = kubectl(kubeconfig).attempt("", line);
      assertThat(said.exit()).as("%s", List.of(line)).isNotZero();
      assertThat(said.err()).contains("Forbidden", "system:serviceaccount:");
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
