package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Helm chart of the sources, as helm renders it for a release {@code weir}. */
final class Chart {
  static final Path SOURCE = Path.of("deploy/helm/weir");

  /** Kinds of others, which not every cluster has. */
  private static final List<String> OTHERS =
      List.of("gateway.networking.k8s.io", "monitoring.coreos.com");

  private Chart() {}

  /** Values of one way to install it. */
  record Values(String name, List<String> flags) {
    static Values of(String name, String... values) {
      List<String> flags = new ArrayList<>();
      for (String value : values) {
        flags.add(value.matches("[^=]+=[\\[{].*") ? "--set-json" : "--set");
        flags.add(value);
      }
      return new Values(name, flags);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Each way that is tried. */
  static Stream<Values> ways() {
    return Stream.of(
        Values.of("default"),
        Values.of("no workloads", "workloads.enabled=false"),
        Values.of(
            "some namespaces",
            "workloads.namespaces=[\"shop\"]",
            "workloads.sources=[\"shop=base\",\"*=tools\"]",
            "workloads.pods=false",
            "workloads.jobs=false"),
        Values.of(
            "behind an Ingress",
            "ingress.enabled=true",
            "ingress.className=nginx",
            "ingress.apiHost=weir.example.com",
            "ingress.registryHost=registry.example.com",
            "ingress.tls=[{\"secretName\":\"front\",\"hosts\":[\"weir.example.com\"]}]",
            "registryUrl=https://registry.example.com",
            "apiUrl=https://weir.example.com",
            "trustedProxies=[\"10.0.0.0/8\"]"),
        Values.of(
            "behind a gateway that passes TLS",
            "gateway.enabled=true",
            "gateway.parentRefs=[{\"name\":\"public\"}]",
            "gateway.apiHost=weir.example.com",
            "gateway.registryHost=registry.example.com"),
        Values.of(
            "behind a gateway that ends TLS",
            "gateway.enabled=true",
            "gateway.mode=terminate",
            "gateway.backendCa=weir-ca",
            "gateway.parentRefs=[{\"name\":\"public\"}]",
            "gateway.apiHost=weir.example.com",
            "gateway.registryHost=registry.example.com",
            "registryHost=registry.example.com"),
        Values.of(
            "files of the cluster",
            "tls.secretName=weir-tls",
            "htpasswd.secretName=people",
            "upstreamCa.configMapName=company-ca",
            "registryHost=registry.example.com:5000",
            "service.type=LoadBalancer"),
        Values.of(
            "whatever else",
            "settings={\"upstream-addresses\":\"private\",\"prune-schedule\":\"0 0 * *"
                + " *\",\"checks-per-minute\":600}",
            "env=[{\"name\":\"HTTPS_PROXY\",\"value\":\"http://proxy:3128\"}]",
            "persistence.existingClaim=kept",
            "image.digest=sha256:" + "a".repeat(64),
            "imagePullSecrets=[{\"name\":\"pull\"}]",
            "networkPolicy.from=[{\"namespaceSelector\":{}}]",
            "serviceMonitor.enabled=true",
            "serviceMonitor.tokenSecret.name=metrics",
            "nodeSelector={\"disk\":\"fast\"}",
            "priorityClassName=system-cluster-critical",
            "podAnnotations={\"a.example.com/b\":\"c\"}",
            "podLabels={\"team\":\"images\"}"),
        Values.of("to try it out", "persistence.enabled=false", "networkPolicy.enabled=false"));
  }

  static RealClient helm() {
    return RealClient.ofGo(Map.of(), "helm");
  }

  /** What helm writes for a namespace. */
  static String text(String namespace, Values values) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of("template", "weir", SOURCE.toString(), "--namespace", namespace));
    line.addAll(values.flags());
    return helm().run(line.toArray(String[]::new));
  }

  static List<ObjectNode> objects(String text) {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode document : YamlDocuments.documents(text)) {
      if (document instanceof ObjectNode object) {
        objects.add(object);
      }
    }
    return objects;
  }

  static List<ObjectNode> render(Values values) throws IOException, InterruptedException {
    return objects(text("weir", values));
  }

  /** Those of kinds that every cluster has. */
  static List<ObjectNode> ofKubernetes(List<ObjectNode> objects) {
    return objects.stream()
        .filter(object -> OTHERS.stream().noneMatch(Json.string(object, "apiVersion")::startsWith))
        .toList();
  }

  static ObjectNode only(List<ObjectNode> objects, String kind, String name) {
    List<ObjectNode> found =
        objects.stream()
            .filter(object -> Json.string(object, "kind").equals(kind))
            .filter(object -> Meta.name(object).equals(name))
            .toList();
    assertThat(found).as("%s %s", kind, name).hasSize(1);
    return found.getFirst();
  }
}
