package dev.weir.cli.output;

import dev.weir.cli.output.JsonPath.Operand;
import dev.weir.cli.output.JsonPath.Step;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Follows the steps of JSONPath expressions through one document. */
record JsonPathWalk(JsonNode document, boolean lenient) {

  List<JsonNode> follow(List<Step> steps, JsonNode start) {
    List<JsonNode> nodes = List.of(start);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        take(step, node, next);
      }
      nodes = next;
    }
    return nodes;
  }

  private void take(Step step, JsonNode node, List<JsonNode> found) {
    switch (step) {
      case Step.Root _ -> found.add(document);
      case Step.Member(String name) -> member(name, node, found);
      case Step.Wildcard _ -> node.forEach(found::add);
      case Step.Descend _ -> descend(node, found);
      case Step.Index(int index) -> index(index, node, found);
      case Step.Slice slice -> slice(slice, node, found);
      case Step.Union(List<List<Step>> members) ->
          members.forEach(member -> found.addAll(follow(member, node)));
      case Step.Filter filter ->
          node.forEach(
              item -> {
                if (matches(filter, item)) {
                  found.add(item);
                }
              });
    }
  }

  private void member(String name, JsonNode node, List<JsonNode> found) {
    JsonNode value = node.get(name);
    if (value != null) {
      found.add(value);
    } else if (!lenient) {
      throw new JsonPathException(name + " is not found");
    }
  }

  private static void descend(JsonNode node, List<JsonNode> found) {
    found.add(node);
    node.forEach(child -> descend(child, found));
  }

  private void index(int index, JsonNode node, List<JsonNode> found) {
    int at = index < 0 ? node.size() + index : index;
    if (node.isArray() && at >= 0 && at < node.size()) {
      found.add(node.get(at));
    } else if (!lenient && node.isArray()) {
      throw new JsonPathException(
          "array index out of bounds: index " + index + ", length " + node.size());
    }
  }

  private static void slice(Step.Slice slice, JsonNode node, List<JsonNode> found) {
    int from = bound(slice.from(), 0, node.size());
    int to = bound(slice.to(), node.size(), node.size());
    int step = slice.step().isEmpty() ? 1 : Integer.parseInt(slice.step());
    for (int at = from; at < to && step > 0; at += step) {
      found.add(node.get(at));
    }
  }

  private static int bound(String text, int absent, int size) {
    int value = text.isEmpty() ? absent : Integer.parseInt(text);
    return Math.clamp(value < 0 ? value + size : value, 0, size);
  }

  private boolean matches(Step.Filter filter, JsonNode item) {
    List<JsonNode> left = new JsonPathWalk(document, true).follow(filter.left(), item);
    if (filter.right() instanceof Operand.None) {
      return !left.isEmpty();
    }
    if (left.isEmpty()) {
      return false;
    }
    String wanted =
        switch (filter.right()) {
          case Operand.Literal(String text, _) -> text;
          case Operand.Path(List<Step> steps) -> {
            List<JsonNode> right = new JsonPathWalk(document, true).follow(steps, item);
            yield right.isEmpty() ? "" : JsonPath.text(right.getFirst());
          }
          case Operand.None _ -> "";
        };
    int order = compare(left.getFirst(), wanted);
    return switch (filter.operator()) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> throw new JsonPathException("unrecognized filter operator " + filter.operator());
    };
  }

  private static int compare(JsonNode value, String wanted) {
    if (value.isNumber()) {
      try {
        return Double.compare(value.doubleValue(), Double.parseDouble(wanted));
      } catch (NumberFormatException _) {
        return JsonPath.text(value).compareTo(wanted);
      }
    }
    return JsonPath.text(value).compareTo(wanted);
  }
}
