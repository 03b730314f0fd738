package dev.weir.cli.object;

import dev.weir.cli.call.CliException;
import dev.weir.cli.output.JsonPath;
import dev.weir.cli.output.JsonPathException;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The order of {@code --sort-by}: numbers by value, the rest as text; what is missing first. */
final class Sorting {
  static final Comparator<JsonNode> ORDER =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? Double.compare(one.doubleValue(), other.doubleValue())
              : one.asString("").compareTo(other.asString(""));

  private Sorting() {}

  static JsonPath path(String expression) {
    try {
      return JsonPath.relaxed(expression);
    } catch (JsonPathException e) {
      throw CliException.error("--sort-by cannot be read: " + e.getMessage());
    }
  }

  static JsonNode key(JsonPath path, JsonNode object) {
    List<JsonNode> found = path.find(object);
    return found.isEmpty() ? MissingNode.getInstance() : found.getFirst();
  }
}
