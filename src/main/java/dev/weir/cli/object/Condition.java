package dev.weir.cli.object;

import dev.weir.cli.call.CliException;
import dev.weir.cli.output.JsonPath;
import dev.weir.cli.output.JsonPathException;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code wait --for} waits for (cli.md 18.5). */
sealed interface Condition {
  /** The object is there. */
  record Created() implements Condition {}

  /** The object is gone, or another one of the name is there. */
  record Deleted() implements Condition {}

  /** An entry of {@code status.conditions}; letters of either case. */
  record Status(String type, String status) implements Condition {}

  /** The path leads to something, or to this text. */
  record Path(JsonPath path, Optional<String> value) implements Condition {}

  /**
   * Reads the value of {@code --for}.
   *
   * @throws CliException if it is none
   */
  static Condition parse(String text) {
    if (text.equalsIgnoreCase("delete")) {
      return new Deleted();
    }
    if (text.equalsIgnoreCase("create")) {
      return new Created();
    }
    if (text.startsWith("condition=")) {
      String[] parts = text.substring("condition=".length()).split("=", 2);
      return new Status(parts[0], parts.length == 1 ? "true" : parts[1]);
    }
    if (text.startsWith("jsonpath=")) {
      return path(text.substring("jsonpath=".length()));
    }
    throw CliException.error("unrecognized condition: \"" + text + "\"");
  }

  private static Condition path(String text) {
    int end = text.lastIndexOf('}');
    int equals = text.indexOf('=', end + 1);
    String expression = equals < 0 ? text : text.substring(0, equals);
    String value = equals < 0 ? "" : unquoted(text.substring(equals + 1));
    if (expression.isEmpty() || (equals >= 0 && value.isEmpty())) {
      throw CliException.error(
          "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or"
              + " --for=jsonpath='{.status.readyReplicas}'");
    }
    try {
      return new Path(
          JsonPath.relaxed(expression), equals < 0 ? Optional.empty() : Optional.of(value));
    } catch (JsonPathException e) {
      throw CliException.error("error parsing jsonpath " + expression + ", " + e.getMessage());
    }
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 1
            && (text.startsWith("'") || text.startsWith("\""))
            && text.endsWith(text.substring(0, 1));
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** True if an object that is there meets it. */
  default boolean isMetBy(ObjectNode object) {
    return switch (this) {
      case Created _ -> true;
      case Deleted _ -> false;
      case Status(String type, String status) -> hasStatus(object, type, status);
      case Path(JsonPath path, Optional<String> value) -> leads(path, value, object);
    };
  }

  private static boolean hasStatus(ObjectNode object, String type, String status) {
    ObjectNode state = Json.objectAt(object, "status");
    for (JsonNode condition : Json.arrayAt(state, "conditions")) {
      if (Json.string(condition, "type").equalsIgnoreCase(type)) {
        long seen =
            condition.path("observedGeneration").asLong(state.path("observedGeneration").asLong(0));
        long generation = Json.objectAt(object, "metadata").path("generation").asLong(0);
        boolean stale = seen != 0 && seen < generation;
        return !stale && Json.string(condition, "status").equalsIgnoreCase(status);
      }
    }
    return false;
  }

  private static boolean leads(JsonPath path, Optional<String> value, ObjectNode object) {
    List<JsonNode> found = path.find(object);
    if (value.isEmpty()) {
      return !found.isEmpty() && !found.getFirst().isNull();
    }
    return found.size() == 1
        && !found.getFirst().isContainer()
        && found.getFirst().asString("").equals(value.get());
  }
}
