package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Yaml;
import dev.weir.server.config.Setting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the Helm chart makes of its values. */
class ChartTest {
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

  /** In a file of values {@code off} is false, as Helm reads YAML. */
  @Test
  void onAndOffAreWords() throws Exception {
    Path values = work.resolve("values.yaml");
    Files.writeString(values, "settings: {mirror-blobs: off, registry-tls: on, scrub: 7d}\n");
    String text = Chart.helm().run("template", Chart.SOURCE.toString(), "-f", values.toString());
    assertThat(text).contains("mirror-blobs: \"off\"", "registry-tls: \"on\"", "scrub: 7d");
  }

  /** All there are, but those that have values of their own. */
  @Test
  void theSchemaKnowsTheSettings() throws Exception {
    JsonNode schema = Json.parse(Files.readString(Chart.SOURCE.resolve("values.schema.json")));
    Set<String> own = Set.of("data", "api", "registry", "registry-host", "registry-url");
    Set<String> values = Set.of("api-url", "trusted-proxies", "tls-cert", "tls-key", "htpasswd");
    Set<String> files = Set.of("upstream-ca", "workloads", "workload-sources");
    assertThat(schema.at("/properties/settings/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Setting.values())
                .map(Setting::key)
                .filter(key -> Stream.of(own, values, files).noneMatch(set -> set.contains(key)))
                .toList());
  }

  /** Where a setting is one of some words, in a file of values also what Helm makes of them. */
  @Test
  void theSchemaKnowsTheWordsOfSettings() throws Exception {
    JsonNode schema = Json.parse(Files.readString(Chart.SOURCE.resolve("values.schema.json")));
    for (Setting setting : Setting.values()) {
      JsonNode known = schema.at("/properties/settings/properties/" + setting.key());
      if (!known.isMissingNode() && setting.valueLabel().matches("[a-z]+(\\|[a-z]+)+")) {
        assertThat(
                known.get("enum").valueStream().filter(JsonNode::isString).map(JsonNode::asString))
            .as(setting.key())
            .containsExactly(setting.valueLabel().split("\\|"));
      }
    }
  }

  private static Chart.Values way(String name) {
    return Chart.ways().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, String> configOf(String way) throws Exception {
    Chart.Values values = way(way);
    Map<String, String> settings = new TreeMap<>();
    Yaml.parse(config(Chart.render(values)).getBytes(StandardCharsets.UTF_8))
        .forEachEntry(
            (key, value) ->
                settings.put(key, value.isValueNode() ? value.asString() : value.toString()));
    return settings;
  }

  /** Ports of backends are ports of the Service, by name or by number. */
  @ParameterizedTest
  @CsvSource({
    "behind an Ingress, Ingress/weir",
    "behind a gateway that passes TLS, TLSRoute/weir-api TLSRoute/weir-registry",
    "behind a gateway that ends TLS, HTTPRoute/weir-api HTTPRoute/weir-registry",
  })
  void waysInLeadToBothPorts(String way, String names) throws Exception {
    List<ObjectNode> objects = Chart.render(way(way));
    Set<String> found = new TreeSet<>();
    for (String name : names.split(" ")) {
      String[] parts = name.split("/");
      ObjectNode object = Chart.only(objects, parts[0], parts[1]);
      for (JsonNode port : object.findValues("port")) {
        found.add(port.isObject() ? Json.string(port, "name") : port.asString());
      }
    }
    assertThat(found).isIn(Set.of("api", "registry"), Set.of("8443", "5000"));
    assertThat(Chart.only(objects, "Service", "weir").at("/spec/ports").toString()).contains(found);
  }

  /** Who checks the certificate asks for a name that it is made out for. */
  @ParameterizedTest
  @CsvSource({
    "registryHost=images.example.com:5000, images.example.com",
    "registryUrl=https://images.example.com:444/, images.example.com",
    "service.registryPort=443, weir.weir.svc",
  })
  void theCertificateIsAskedForByItsName(String value, String host) throws Exception {
    Chart.Values values = Chart.Values.of(host, "serviceMonitor.enabled=true", value);
    assertThat(
            Chart.only(Chart.render(values), "ServiceMonitor", "weir")
                .at("/spec/endpoints/0/tlsConfig/serverName")
                .stringValue())
        .isEqualTo(host);
  }

  /** What the page and the notes after an installation say next, beside a server here. */
  @Test
  void theNextCommandsLeadIn() throws Exception {
    String create = "sa create-kubeconfig default -n default";
    List<Path> told =
        List.of(Path.of("docs/kubernetes.md"), Chart.SOURCE.resolve("templates/NOTES.txt"));
    for (Path text : told) {
      assertThat(text)
          .content()
          .contains(create + " > weir.kubeconfig", " whoami -t\n", "weir login --token=TOKEN");
    }
    try (ServerProcess server = ServerProcess.start(work.resolve("data"))) {
      RealClient inside = RealClient.weir(server.environment(work));
      Path kubeconfig =
          Files.writeString(work.resolve("weir.kubeconfig"), inside.run(create.split(" ")));
      String token = inside.run("whoami", "-t").strip();
      RealClient outside =
          RealClient.weir(Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", work.toString()));
      assertThat(outside.run("whoami")).startsWith("system:serviceaccount:default:default");
      String _ = outside.run("login", "--token=" + token, server.api());
      assertThat(outside.run("new-project", "shop")).contains("shop");
    }
  }

  /** The only replica serves pulls also while nothing can be written. */
  @Test
  void aFullDiskLeavesItAmongTheEndpoints() throws Exception {
    JsonNode weir =
        Chart.only(Chart.render(way("default")), "StatefulSet", "weir")
            .at("/spec/template/spec/containers/0");
    assertThat(weir.at("/readinessProbe/httpGet/path").stringValue())
        .isEqualTo("/readyz?exclude=storage");
    assertThat(weir.at("/livenessProbe/httpGet/path").stringValue()).isEqualTo("/livez");
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
    "settings.log-fromat=json, log-fromat",
    "settings.log-level=loud, log-level",
    "image.repository=registry.example.com/weir:0.2.0, repository",
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

  /** Whom the image runs as, and where it listens. */
  @Test
  void itFitsTheImage() throws Exception {
    JsonNode image = Json.parse(Files.readString(Path.of("packaging/image/config.json")));
    JsonNode pod =
        Chart.only(Chart.render(way("default")), "StatefulSet", "weir").at("/spec/template/spec");
    assertThat(image.at("/User").stringValue())
        .isEqualTo(
            pod.at("/securityContext/runAsUser") + ":" + pod.at("/securityContext/runAsGroup"));
    assertThat(image.get("ExposedPorts").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            pod.at("/containers/0/ports")
                .valueStream()
                .map(port -> port.get("containerPort") + "/tcp")
                .toList());
    assertThat(image.at("/Cmd/0")).isEqualTo(pod.at("/containers/0/args/0"));
    assertThat(image.get("Env").toString()).contains("PATH=/usr/lib/weir/jre/bin");
  }
}
