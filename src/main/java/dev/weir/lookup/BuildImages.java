package dev.weir.lookup;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The images that a Build is made of. */
final class BuildImages {
  private static final List<String> STRATEGIES =
      List.of("customStrategy", "dockerStrategy", "sourceStrategy");

  private BuildImages() {}

  /** Replaces the references that can be resolved by pull specs. */
  static void resolve(ObjectNode build, String namespace, ImageNames names) {
    for (ObjectNode from : references(Json.objectAt(build, "spec"))) {
      pullSpec(from, namespace, names)
          .ifPresent(spec -> from.removeAll().put("kind", "DockerImage").put("name", spec));
    }
  }

  private static List<ObjectNode> references(ObjectNode spec) {
    List<ObjectNode> found = new ArrayList<>();
    ObjectNode strategy = Json.objectAt(spec, "strategy");
    STRATEGIES.forEach(name -> add(found, Json.objectAt(strategy, name)));
    Json.arrayAt(Json.objectAt(spec, "source"), "images").forEach(image -> add(found, image));
    return found;
  }

  private static void add(List<ObjectNode> found, JsonNode holder) {
    if (holder.get("from") instanceof ObjectNode from) {
      found.add(from);
    }
  }

  private static Optional<String> pullSpec(ObjectNode from, String namespace, ImageNames names) {
    String name = Json.string(from, "name");
    String own = Json.string(from, "namespace");
    if (!own.isEmpty() && !own.equals(namespace)) {
      return Optional.empty();
    }
    return switch (Json.string(from, "kind")) {
      case "DockerImage" -> names.resolve(name);
      case "ImageStreamTag" -> part(name, ':', names::tag);
      case "ImageStreamImage" -> part(name, '@', names::image);
      default -> Optional.empty();
    };
  }

  private interface Find {
    Optional<String> in(String stream, String item);
  }

  private static Optional<String> part(String name, char separator, Find find) {
    int at = name.indexOf(separator);
    return at < 0 ? Optional.empty() : find.in(name.substring(0, at), name.substring(at + 1));
  }
}
