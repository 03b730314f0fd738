package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the Helm chart makes of its values, and the kustomize base beside it. */
class ChartTest {
  private static final Path KUSTOMIZE = Path.of("deploy/kustomize/base");
  private static final List<String> CLUSTER_WIDE = List.of("ClusterRole", "ClusterRoleBinding");

  @TempDir private Path work;

  static Stream<Chart.Values> ways() {
    return Chart.ways();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void helmFindsNothingToSayAgainstIt(Chart.Values values) throws Exception {
    List<String> line = new ArrayList<>(List.of("lint", "--strict", Chart.SOURCE.toString()));
    line.addAll(values.flags());
    assertThat(Chart.helm().run(line.toArray(String[]::new))).contains("0 chart(s) failed");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void eachObjectSaysWhoseItIsAndWhere(Chart.Values values) throws Exception {
    List<ObjectNode> objects = Chart.render(values);
    assertThat(objects).hasSizeGreaterThan(3).doesNotHaveDuplicates();
    for (ObjectNode object : objects) {
      String kind = Json.string(object, "kind");
      assertThat(object.at("/metadata/labels/app.kubernetes.io~1name").asString(""))
          .isEqualTo("weir");
      assertThat(object.at("/metadata/labels/app.kubernetes.io~1version").asString(""))
          .isEqualTo("0.2.0");
      String namespace =
          CLUSTER_WIDE.contains(kind) ? "" : kind.equals("RoleBinding") ? "shop" : "weir";
      assertThat(Meta.namespace(object)).as("%s", object).isEqualTo(namespace);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void thePodMayDoNothingThatItNeedNot(Chart.Values values) throws Exception {
    List<ObjectNode> objects = Chart.render(values);
    ObjectNode set = Chart.only(objects, "StatefulSet", "weir");
    JsonNode pod = set.at("/spec/template/spec");
    boolean follows = !values.name().equals("no workloads");
    assertThat(pod.at("/automountServiceAccountToken").booleanValue()).isEqualTo(follows);
    assertThat(pod.at("/enableServiceLinks").booleanValue()).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").intValue()).isEqualTo(65532);
    assertThat(pod.at("/securityContext/seccompProfile/type").stringValue())
        .isEqualTo("RuntimeDefault");
    assertThat(pod.at("/containers")).hasSize(1);
    JsonNode rights = pod.at("/containers/0/securityContext");
    assertThat(rights.at("/readOnlyRootFilesystem").booleanValue()).isTrue();
    assertThat(rights.at("/allowPrivilegeEscalation").booleanValue()).isFalse();
    assertThat(rights.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(set.at("/spec/replicas").intValue()).isEqualTo(1);
    assertThat(Chart.only(objects, "ServiceAccount", "weir").at("/automountServiceAccountToken"))
        .hasToString("false");
    assertThat(objects.stream().anyMatch(o -> Json.string(o, "kind").startsWith("ClusterRole")))
        .isEqualTo(follows);
  }

  /** All that the container mounts is a volume, and what the config file names is mounted. */
  @ParameterizedTest
  @MethodSource("ways")
  void volumesAreThere(Chart.Values values) throws Exception {
    JsonNode set = Chart.only(Chart.render(values), "StatefulSet", "weir");
    List<String> volumes =
        Stream.concat(
                set.at("/spec/template/spec/volumes")
                    .valueStream()
                    .map(v -> Json.string(v, "name")),
                set.at("/spec/volumeClaimTemplates")
                    .valueStream()
                    .map(claim -> claim.at("/metadata/name").stringValue()))
            .toList();
    assertThat(volumes)
        .containsExactlyInAnyOrderElementsOf(
            set.at("/spec/template/spec/containers/0/volumeMounts")
                .valueStream()
                .map(mount -> Json.string(mount, "name"))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theConfigFileIsOneThatWeirTakes(Chart.Values values) throws Exception {
    String text = config(Chart.render(values));
    Files.writeString(work.resolve("people"), "");
    // what only a pod has
    String here =
        text.replaceAll(
                "(?m)^(workloads|workload-sources|tls-cert|tls-key|upstream-ca):.*\n(- .*\n)*", "")
            .replaceAll("/etc/weir/[a-z]+/[a-z.]+", work.resolve("people").toString());
    Path file = Files.writeString(work.resolve("config.yaml"), here);
    RealClient weir = RealClient.weir(Map.of("HOME", work.toString()));
    RealClient.Output checked = weir.attempt("", "config", "check", file.toString());
    assertThat(checked.exit()).as("%s\n%s%s", here, checked.out(), checked.err()).isZero();
  }

  private static String config(List<ObjectNode> objects) {
    return Chart.only(objects, "ConfigMap", "weir").at("/data/config.yaml").stringValue();
  }

  @Test
  void valuesBecomeSettings() throws Exception {
    assertThat(configOf("default"))
        .isEqualTo(
            Map.of(
                "api", "0.0.0.0:8443",
                "registry", "0.0.0.0:5000",
                "registry-host", "weir.weir.svc:5000",
                "workloads", "in-cluster"));
    assertThat(configOf("behind an Ingress"))
        .containsEntry("registry-url", "https://registry.example.com")
        .containsEntry("api-url", "https://weir.example.com")
        .containsEntry("trusted-proxies", "[\"10.0.0.0/8\"]")
        .doesNotContainKey("registry-host");
    assertThat(configOf("files of the cluster"))
        .containsEntry("tls-cert", "/etc/weir/tls/tls.crt")
        .containsEntry("tls-key", "/etc/weir/tls/tls.key")
        .containsEntry("htpasswd", "/etc/weir/htpasswd/users.htpasswd")
        .containsEntry("upstream-ca", "/etc/weir/upstream/ca.crt");
    assertThat(configOf("some namespaces"))
        .containsEntry("workload-sources", "[\"shop=base\",\"*=tools\"]");
    assertThat(configOf("no workloads")).doesNotContainKey("workloads");
    assertThat(configOf("whatever else")).containsEntry("checks-per-minute", "600");
  }

  private static Map<String, String> configOf(String way) throws Exception {
    Chart.Values values =
        Chart.ways().filter(one -> one.name().equals(way)).findFirst().orElseThrow();
    Map<String, String> settings = new TreeMap<>();
    Yaml.parse(config(Chart.render(values)).getBytes(StandardCharsets.UTF_8))
        .forEachEntry(
            (key, value) ->
                settings.put(key, value.isValueNode() ? value.asString() : value.toString()));
    return settings;
  }

  /** A pod that reads its file once is made anew with another one. */
  @Test
  void anotherConfigFileIsAnotherPod() throws Exception {
    String place = "/spec/template/metadata/annotations/checksum~1config";
    List<String> sums = new ArrayList<>();
    for (String format : List.of("json", "text", "json")) {
      Chart.Values values = Chart.Values.of(format, "settings.log-format=" + format);
      sums.add(Chart.only(Chart.render(values), "StatefulSet", "weir").at(place).asString(""));
    }
    assertThat(sums.getFirst()).hasSize(64).isEqualTo(sums.get(2)).isNotEqualTo(sums.get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "registryhost=a.example.com, registryhost",
    "settings.data=/elsewhere, data",
    "settings.workloads=none, workloads",
    "apiUrl=http://weir.example.com, apiUrl",
    "gateway.enabled=true, parentRefs",
    "ingress.enabled=true, apiHost",
    "image.digest=latest, digest",
    "service.apiPort=0, apiPort",
    "workloads.sources={shop}, sources",
  })
  void aWrongValueIsRefusedByItsName(String value, String name) throws Exception {
    RealClient.Output said =
        Chart.helm().attempt("", "template", "weir", Chart.SOURCE.toString(), "--set", value);
    assertThat(said.exit()).isNotZero();
    assertThat(said.err()).contains(name);
  }

  /** With its default values; what Helm adds for itself is left out. */
  @Test
  void kustomizeMakesTheSameObjects() throws Exception {
    Map<String, ObjectNode> helm = byName(Chart.render(Chart.Values.of("default")));
    assertThat(byName(kustomized(KUSTOMIZE))).isEqualTo(helm);
  }

  private static List<ObjectNode> kustomized(Path directory)
      throws IOException, InterruptedException {
    RealClient kubectl = RealClient.required(Map.of(), "kubectl");
    return Chart.objects(kubectl.run("kustomize", directory.toString()));
  }

  private static Map<String, ObjectNode> byName(List<ObjectNode> objects) {
    Map<String, ObjectNode> named = new TreeMap<>();
    for (ObjectNode object : objects) {
      String plain =
          object.toString().replaceAll("\"weir-[a-z0-9]{10}\"", "\"weir\""); // of a config map
      ObjectNode compared = Json.parseObject(plain.getBytes(StandardCharsets.UTF_8));
      compared.findParents("helm.sh/chart").forEach(ChartTest::withoutHelm);
      compared
          .findParents("checksum/config")
          .forEach(annotations -> ((ObjectNode) annotations).remove("checksum/config"));
      if (compared.at("/spec/template/metadata/annotations").isEmpty()
          && compared.at("/spec/template/metadata") instanceof ObjectNode template) {
        template.remove("annotations");
      }
      if (compared.at("/data") instanceof ObjectNode data && data.has("config.yaml")) {
        String settings = data.get("config.yaml").stringValue();
        data.set("config.yaml", Yaml.parse(settings.getBytes(StandardCharsets.UTF_8)));
      }
      named.put(Json.string(object, "kind") + " " + Meta.name(compared), compared);
    }
    return named;
  }

  private static void withoutHelm(JsonNode labels) {
    ObjectNode of = (ObjectNode) labels;
    of.remove("helm.sh/chart");
    of.remove("app.kubernetes.io/managed-by");
  }

  /** As docs/kubernetes.md shows one. */
  @Test
  void anOverlayChangesNamespaceImageAndSettings() throws Exception {
    Path overlay = Files.createDirectory(work.resolve("overlay"));
    String page = Files.readString(Path.of("docs/kubernetes.md"));
    String text = page.split("<!-- overlay -->\n```yaml\n", -1)[1].split("```", -1)[0];
    Path base = overlay.toRealPath().relativize(KUSTOMIZE.toRealPath());
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        text.replace("../weir/deploy/kustomize/base", base.toString()));
    Files.writeString(overlay.resolve("config.yaml"), "api: 0.0.0.0:8443\nlog-format: json\n");

    List<ObjectNode> objects = kustomized(overlay);
    JsonNode binding = Chart.only(objects, "ClusterRoleBinding", "weir-weir");
    assertThat(binding.at("/subjects/0/namespace").stringValue()).isEqualTo("images");
    JsonNode set = Chart.only(objects, "StatefulSet", "weir");
    assertThat(set.at("/metadata/namespace").stringValue()).isEqualTo("images");
    assertThat(set.at("/spec/template/spec/containers/0/image").stringValue())
        .isEqualTo("registry.example.net/tools/weir:0.2.0");
    assertThat(objects.toString()).contains("log-format: json");
  }

  /** Once more, and the same bytes; helm takes them. */
  @Test
  void itIsPackedReproducibly() throws Exception {
    Path first = packed("first");
    assertThat(first).hasSameBinaryContentAs(packed("second"));
    assertThat(Chart.helm().run("show", "chart", first.toString())).contains("appVersion: 0.2.0");
    assertThat(Chart.helm().run("template", "weir", first.toString(), "--namespace", "weir"))
        .isEqualTo(Chart.text("weir", Chart.Values.of("default")));
  }

  private Path packed(String name) throws IOException, InterruptedException {
    String said = Artefacts.run("packaging/chart/build", work.resolve(name).toString());
    return Path.of(said.strip().lines().toList().getLast());
  }

  /** The project's version and the chart's are one. */
  @Test
  void itHasTheVersionOfTheProject() throws IOException {
    String chart = Files.readString(Chart.SOURCE.resolve("Chart.yaml"));
    String project =
        Files.readString(Path.of("pom.xml")).replaceFirst("(?s).*?<version>([^<]+)<.*", "$1");
    assertThat(chart).contains("\nversion: " + project + "\n", "\nappVersion: " + project + "\n");
  }
}
