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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The kustomize base, which makes what the chart makes. */
class KustomizeTest {
  private static final Path KUSTOMIZE = Path.of("deploy/kustomize/base");

  @TempDir private Path work;

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
      compared.findParents("helm.sh/chart").forEach(KustomizeTest::withoutHelm);
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
}
