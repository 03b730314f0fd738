package dev.weir.trigger;

import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The place of an image in a workload: {@code <pod spec path>.containers[<selector>].image}
 * (controllers-and-access.md 2.3), or {@code <pod spec path>.volumes[<selector>].image.reference}
 * of an image volume (Kubernetes API, ImageVolumeSource). The selector is an index, or a name in
 * single or double quotes after {@code =} or {@code ==}, with blanks where people put them.
 */
public sealed interface FieldPath {
  Pattern GRAMMAR =
      Pattern.compile(
          "(?:(?<list>containers|initContainers)\\[(?<selector>[^\\]]*)\\]\\.?image"
              + "|volumes\\[(?<volume>[^\\]]*)\\]\\.?image\\.reference)");
  Pattern BY_NAME =
      Pattern.compile("\\s*\\?\\(\\s*@\\.name\\s*==?\\s*(?:'([^'\"]*)'|\"([^'\"]*)\")\\s*\\)\\s*");
  Pattern BY_INDEX = Pattern.compile("[0-9]{1,4}");

  /** Where init containers are looked at first, whatever list was written. */
  List<String> CONTAINERS = List.of("initContainers", "containers");

  /** The list of a pod spec whose members may be image volumes. */
  String VOLUMES = "volumes";

  /** A container or volume by its place in the named list. */
  record ByIndex(String list, int index) implements FieldPath {}

  /** A container or volume by its name: the first in these lists. */
  record ByName(List<String> lists, String name) implements FieldPath {
    public ByName {
      lists = List.copyOf(lists);
    }
  }

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
    return match.group("volume") == null
        ? parse(match.group("list"), CONTAINERS, match.group("selector"))
        : parse(VOLUMES, List.of(VOLUMES), match.group("volume"));
  }

  private static Optional<FieldPath> parse(String list, List<String> lists, String selector) {
    var byName = BY_NAME.matcher(selector);
    if (byName.matches()) {
      String name = byName.group(1) == null ? byName.group(2) : byName.group(1);
      return Optional.of(new ByName(lists, name));
    }
    return BY_INDEX.matcher(selector).matches()
        ? Optional.of(new ByIndex(list, Integer.parseInt(selector)))
        : Optional.empty();
  }

  /**
   * Where an image stands in a pod spec.
   *
   * @param list {@code containers}, {@code initContainers} or {@code volumes}
   */
  record Place(String list, int index) {
    /** The container or image volume there; empty if there is none. */
    Optional<ObjectNode> in(ObjectNode podSpec) {
      return Json.arrayAt(podSpec, list).get(index) instanceof ObjectNode found
              && (!isVolume() || found.get("image") instanceof ObjectNode)
          ? Optional.of(found)
          : Optional.empty();
    }

    boolean isVolume() {
      return list.equals(VOLUMES);
    }

    /** The image that stands there; empty if there is none. */
    String image(ObjectNode podSpec) {
      return in(podSpec)
          .map(
              found ->
                  isVolume()
                      ? Json.string(found.path("image"), "reference")
                      : Json.string(found, "image"))
          .orElse("");
    }
  }

  /** True if this path is that of a volume, whether it is there or not. */
  default boolean isOfVolume() {
    return switch (this) {
      case ByIndex(String list, int _) -> list.equals(VOLUMES);
      case ByName(List<String> lists, String _) -> lists.contains(VOLUMES);
    };
  }

  /** The place in a pod spec that this path names; empty if no image can be there. */
  default Optional<Place> place(ObjectNode podSpec) {
    return switch (this) {
      case ByIndex(String list, int index) ->
          Optional.of(new Place(list, index)).filter(place -> place.in(podSpec).isPresent());
      case ByName(List<String> lists, String name) ->
          lists.stream()
              .flatMap(
                  list ->
                      IntStream.range(0, Json.arrayAt(podSpec, list).size())
                          .mapToObj(index -> new Place(list, index)))
              .filter(place -> place.in(podSpec).filter(it -> isNamed(it, name)).isPresent())
              .findFirst();
    };
  }

  private static boolean isNamed(JsonNode found, String name) {
    return Json.string(found, "name").equals(name);
  }

  /** The container or image volume in a pod spec that this path names. */
  default Optional<ObjectNode> container(ObjectNode podSpec) {
    return place(podSpec).flatMap(place -> place.in(podSpec));
  }
}
