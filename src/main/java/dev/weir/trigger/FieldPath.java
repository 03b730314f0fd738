package dev.weir.trigger;

import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The place of an image in a workload: {@code <pod spec path>.containers[<selector>].image}
 * (controllers-and-access.md 2.3). The selector is an index, or a name in single or double quotes
 * after {@code =} or {@code ==}, with blanks where people put them.
 */
public sealed interface FieldPath {
  Pattern GRAMMAR =
      Pattern.compile("(?<list>containers|initContainers)\\[(?<selector>[^\\]]*)\\]\\.?image");
  Pattern BY_NAME =
      Pattern.compile("\\s*\\?\\(\\s*@\\.name\\s*==?\\s*(?:'([^'\"]*)'|\"([^'\"]*)\")\\s*\\)\\s*");
  Pattern BY_INDEX = Pattern.compile("[0-9]{1,4}");

  /** A container by its place in the named list. */
  record ByIndex(String list, int index) implements FieldPath {}

  /** A container by name; init containers are looked at first, whatever list was written. */
  record ByName(String name) implements FieldPath {}

  /**
   * Reads a path.
   *
   * @param podSpecPath of the kind; a path that starts otherwise is inert
   */
  static Optional<FieldPath> parse(String text, String podSpecPath) {
    if (!text.startsWith(podSpecPath + ".")) {
      return Optional.empty();
    }
    var match = GRAMMAR.matcher(text.substring(podSpecPath.length() + 1));
    if (!match.matches()) {
      return Optional.empty();
    }
    String selector = match.group("selector");
    var byName = BY_NAME.matcher(selector);
    if (byName.matches()) {
      return Optional.of(new ByName(byName.group(1) == null ? byName.group(2) : byName.group(1)));
    }
    return BY_INDEX.matcher(selector).matches()
        ? Optional.of(new ByIndex(match.group("list"), Integer.parseInt(selector)))
        : Optional.empty();
  }

  /** The container in a pod spec that this path names. */
  default Optional<ObjectNode> container(ObjectNode podSpec) {
    return switch (this) {
      case ByIndex(String list, int index) -> at(Json.arrayAt(podSpec, list), index);
      case ByName(String name) ->
          List.of("initContainers", "containers").stream()
              .flatMap(list -> Json.arrayAt(podSpec, list).valueStream())
              .filter(container -> Json.string(container, "name").equals(name))
              .filter(ObjectNode.class::isInstance)
              .map(ObjectNode.class::cast)
              .findFirst();
    };
  }

  private static Optional<ObjectNode> at(ArrayNode list, int index) {
    JsonNode found = list.get(index);
    return found instanceof ObjectNode container ? Optional.of(container) : Optional.empty();
  }
}
