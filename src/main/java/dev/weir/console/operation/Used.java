package dev.weir.console.operation;

import dev.weir.console.visit.Paths;
import dev.weir.resource.Json;
import dev.weir.resource.Sizes;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a project or a stream takes of the disk.
 *
 * @param target its page
 * @param own bytes that nothing else holds, in words; so the others
 * @param prunable empty where it cannot be told
 * @param bytes own ones, for a bar
 */
public record Used(
    String name,
    String target,
    String own,
    String shared,
    String mirrored,
    String prunable,
    long bytes) {
  private static final Comparator<Used> MOST_FIRST =
      Comparator.comparingLong((Used one) -> -one.bytes()).thenComparing(one -> one.name());

  /** Those that take most, first. */
  static List<Used> projects(ObjectNode usage, int most) {
    return sorted(
        usage.path("projects"),
        most,
        one -> name(one, "namespace"),
        one -> Paths.usage(name(one, "namespace")));
  }

  /** The streams of a project, those that take most first. */
  static List<Used> streams(ObjectNode usage, int most) {
    return sorted(
        usage.path("streams"),
        most,
        one -> name(one, "name"),
        one -> Paths.stream(name(one, "namespace"), name(one, "name")));
  }

  private static List<Used> sorted(
      JsonNode all, int most, Function<JsonNode, String> name, Function<JsonNode, String> target) {
    return all.valueStream()
        .map(
            one ->
                new Used(
                    name.apply(one),
                    target.apply(one),
                    size(one, "ownBytes"),
                    size(one, "sharedBytes"),
                    size(one, "mirrorBytes"),
                    one.has("prunableBytes") ? size(one, "prunableBytes") : "",
                    one.path("ownBytes").asLong(0) + one.path("mirrorBytes").asLong(0)))
        .sorted(MOST_FIRST)
        .limit(most)
        .toList();
  }

  private static String name(JsonNode one, String member) {
    return Json.string(one, member);
  }

  private static String size(JsonNode one, String member) {
    return Sizes.binary(one.path(member).asLong(0));
  }
}
