package dev.weir.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code -o custom-columns=NAME:.metadata.name,…}. */
public final class CustomColumns {
  private record Column(String header, JsonPath path) {}

  private final List<Column> columns;

  private CustomColumns(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * Reads a specification.
   *
   * @throws JsonPathException saying which part cannot be read
   */
  public static CustomColumns parse(String specification) {
    List<Column> columns = new ArrayList<>();
    for (String part : specification.split(",(?![^\\[(]*[\\])])")) {
      int colon = part.indexOf(':');
      if (colon <= 0) {
        throw new JsonPathException(
            "unexpected custom-columns spec: " + part + ", expected <header>:<json-path-expr>");
      }
      columns.add(
          new Column(part.substring(0, colon), JsonPath.relaxed(part.substring(colon + 1))));
    }
    return new CustomColumns(columns);
  }

  /**
   * Reads a specification of two lines: headers, and below them paths.
   *
   * @throws JsonPathException saying which part cannot be read
   */
  static CustomColumns ofFile(String text) {
    List<String> lines = text.lines().toList();
    String[] headers = lines.isEmpty() ? new String[0] : lines.get(0).strip().split("\\s+");
    String[] paths = lines.size() < 2 ? new String[0] : lines.get(1).strip().split("\\s+");
    if (headers.length != paths.length) {
      throw new JsonPathException(
          "number of headers (%d) and field specifications (%d) don't match"
              .formatted(headers.length, paths.length));
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < headers.length; i++) {
      columns.add(new Column(headers[i], JsonPath.relaxed(paths[i])));
    }
    return new CustomColumns(columns);
  }

  /** Aligned lines, the headers first unless they are not wanted. */
  public String of(List<? extends JsonNode> objects, boolean headers) {
    StringBuilder text = new StringBuilder();
    if (headers) {
      text.append(columns.stream().map(Column::header).collect(Collectors.joining("\t")))
          .append('\n');
    }
    for (JsonNode object : objects) {
      text.append(
              columns.stream()
                  .map(column -> cell(column.path().find(object)))
                  .collect(Collectors.joining("\t")))
          .append('\n');
    }
    return TabbedText.GET.align(text.toString());
  }

  private static String cell(List<JsonNode> found) {
    return found.isEmpty()
        ? "<none>"
        : found.stream()
            .map(node -> node.isNull() ? "<none>" : JsonPath.text(node))
            .collect(Collectors.joining(","));
  }
}
