package dev.weir.trigger;

import dev.weir.resource.Json;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
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

  /**
   * Where a container stands in a pod spec.
   *
   * @param list {@code containers} or {@code initContainers}
   */
  record Place(String list, int index) {
    /** The container there; empty if there is none. */
    Optional<ObjectNode> in(ObjectNode podSpec) {
      JsonNode found = Json.arrayAt(podSpec, list).get(index);
      return found instanceof ObjectNode container ? Optional.of(container) : Optional.empty();
    }
  }

  /** The place in a pod spec that this path names; empty if no container is there. */
  default Optional<Place> place(ObjectNode podSpec) {
    return switch (this) {
      case ByIndex(String list, int index) ->
          Optional.of(new Place(list, index)).filter(place -> place.in(podSpec).isPresent());
      case ByName(String name) ->
          Stream.of("initContainers", "containers")
              .flatMap(
                  list ->
                      IntStream.range(0, Json.arrayAt(podSpec, list).size())
                          .mapToObj(index -> new Place(list, index)))
              .filter(place -> place.in(podSpec).filter(it -> isNamed(it, name)).isPresent())
              .findFirst();
    };
  }

  private static boolean isNamed(ObjectNode container, String name) {
    return Json.string(container, "name").equals(name);
  }

  /** The container in a pod spec that this path names. */
  default Optional<ObjectNode> container(ObjectNode podSpec) {
    return place(podSpec).flatMap(place -> place.in(podSpec));
  }
}
