package dev.weir.clients;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind that discovery lists, with a small valid object of it from {@code samples.yaml}.
 *
 * @param names of three objects
 * @param skip why the kind is not walked; empty if it is
 */
record KindSample(
    String group,
    String version,
    String plural,
    String kind,
    boolean namespaced,
    List<String> verbs,
    List<String> names,
    ObjectNode template,
    String skip) {
  static final String NAMESPACE = "walk";
  private static final List<String> USUAL_NAMES = List.of("walk-a", "walk-b", "walk-c");

  /** Every kind that can be created, read and listed. */
  static List<KindSample> served(HttpApi api) throws IOException, InterruptedException {
    return listed(api).stream()
        .filter(k -> k.verbs().containsAll(List.of("create", "get", "list", "update")))
        .toList();
  }

  /** Every kind that can be created, also if it is an answer only. */
  static List<KindSample> creatable(HttpApi api) throws IOException, InterruptedException {
    return listed(api).stream().filter(k -> k.verbs().contains("create")).toList();
  }

  private static List<KindSample> listed(HttpApi api) throws IOException, InterruptedException {
    JsonNode samples = samples();
    List<KindSample> found = new ArrayList<>();
    for (String root : List.of("/api", "/apis")) {
      var asked =
          api.request(root)
              .header(
                  "Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
      for (JsonNode group : HttpApi.tree(api.send(asked)).get("items")) {
        for (JsonNode version : group.get("versions")) {
          for (JsonNode resource : version.get("resources")) {
            found.add(
                of(
                    group.at("/metadata/name").asString(""),
                    version.get("version").asString(),
                    resource,
                    samples));
          }
        }
      }
    }
    return found;
  }

  private static JsonNode samples() throws IOException {
    try (InputStream in = KindSample.class.getResourceAsStream("samples.yaml")) {
      return Yaml.parse(in.readAllBytes());
    }
  }

  private static KindSample of(String group, String version, JsonNode resource, JsonNode samples) {
    String plural = resource.get("resource").asString();
    JsonNode sample = samples.path((group.isEmpty() ? "core" : group) + "/" + plural);
    List<String> names = sample.path("names").valueStream().map(JsonNode::asString).toList();
    return new KindSample(
        group,
        version,
        plural,
        resource.at("/responseKind/kind").asString(),
        resource.get("scope").asString().equals("Namespaced"),
        resource.get("verbs").valueStream().map(JsonNode::asString).toList(),
        names.isEmpty() ? USUAL_NAMES : names,
        Json.objectAt(sample, "object"),
        sample.isMissingNode() ? "missing" : Json.string(sample, "skip"));
  }

  boolean hasSample() {
    return !skip.equals("missing");
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Path of the collection. */
  String path() {
    return (group.isEmpty() ? "/api/" : "/apis/")
        + apiVersion()
        + (namespaced ? "/namespaces/" + NAMESPACE : "")
        + "/"
        + plural;
  }

  String path(String name) {
    return path() + "/" + name;
  }

  ObjectNode object(String name) {
    String text =
        Json.text(template)
            .replace("$NAME", name)
            .replace("$LAST", name.substring(name.lastIndexOf(':') + 1));
    ObjectNode object = (ObjectNode) Json.parse(text);
    object.put("apiVersion", apiVersion()).put("kind", kind);
    Meta.of(object).put("name", name).putObject("labels").put("walk", "yes");
    return object;
  }

  @Override
  public String toString() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
