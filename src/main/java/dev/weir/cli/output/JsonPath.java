package dev.weir.cli.output;

import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * A JSONPath template in kubectl's form: text with {@code {expressions}}, {@code {range …}…{end}},
 * filters, slices, unions and {@code ..}.
 */
public final class JsonPath {
  private final List<Part> parts;

  private JsonPath(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  sealed interface Part {
    record Text(String text) implements Part {}

    record Expression(List<Step> steps) implements Part {}

    record Range(List<Step> over, List<Part> body) implements Part {}
  }

  /** One move from nodes to nodes. */
  sealed interface Step {
    /** Back to the whole document. */
    record Root() implements Step {}

    record Member(String name) implements Step {}

    record Wildcard() implements Step {}

    record Descend() implements Step {}

    /** Empty texts are left out; negative numbers count from the end. */
    record Slice(String from, String to, String step) implements Step {}

    record Index(int index) implements Step {}

    record Union(List<List<Step>> members) implements Step {}

    record Filter(List<Step> left, String operator, Operand right) implements Step {}
  }

  /** What a filter compares with. */
  sealed interface Operand {
    record None() implements Operand {}

    record Literal(String text, boolean quoted) implements Operand {}

    record Path(List<Step> steps) implements Operand {}
  }

  /**
   * Reads a template.
   *
   * @throws JsonPathException saying what cannot be read
   */
  public static JsonPath parse(String template) {
    return new JsonPath(new JsonPathParser(template).template());
  }

  /**
   * Reads one expression, with or without braces and leading dot, as {@code --sort-by} takes it.
   */
  public static JsonPath relaxed(String expression) {
    String inner = expression.strip();
    if (inner.startsWith("{") && inner.endsWith("}")) {
      inner = inner.substring(1, inner.length() - 1);
    }
    boolean rooted = inner.startsWith(".") || inner.startsWith("$") || inner.startsWith("[");
    return parse("{" + (rooted ? inner : "." + inner) + "}");
  }

  /**
   * Fills the template in.
   *
   * @param lenient a member that is not there gives nothing instead of an error
   * @throws JsonPathException if a member is missing and that is not allowed
   */
  public String render(JsonNode document, boolean lenient) {
    StringBuilder out = new StringBuilder();
    render(parts, document, new JsonPathWalk(document, lenient), out);
    return out.toString();
  }

  /** The nodes that the first expression leads to; nothing if a member is missing. */
  public List<JsonNode> find(JsonNode document) {
    JsonPathWalk walk = new JsonPathWalk(document, true);
    return parts.stream()
        .filter(Part.Expression.class::isInstance)
        .map(Part.Expression.class::cast)
        .findFirst()
        .map(expression -> walk.follow(expression.steps(), document))
        .orElse(List.of());
  }

  /**
   * What each expression leads to.
   *
   * @throws JsonPathException if a member is missing and that is not allowed
   */
  List<ArrayNode> results(JsonNode document, boolean lenient) {
    JsonPathWalk walk = new JsonPathWalk(document, lenient);
    return parts.stream()
        .filter(Part.Expression.class::isInstance)
        .map(part -> Json.array().addAll(walk.follow(((Part.Expression) part).steps(), document)))
        .toList();
  }

  private static void render(
      List<Part> parts, JsonNode current, JsonPathWalk walk, StringBuilder out) {
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String text) -> out.append(text);
        case Part.Expression(List<Step> steps) -> {
          List<String> found = new ArrayList<>();
          walk.follow(steps, current).forEach(node -> found.add(text(node)));
          out.append(String.join(" ", found));
        }
        case Part.Range(List<Step> over, List<Part> body) ->
            walk.follow(over, current).forEach(node -> render(body, node, walk, out));
      }
    }
  }

  /** Strings bare, the rest as JSON with members by name. */
  static String text(JsonNode node) {
    return node.isString()
        ? node.stringValue()
        : node.isNull() ? "" : YamlDocuments.sorted(node).toString();
  }
}
