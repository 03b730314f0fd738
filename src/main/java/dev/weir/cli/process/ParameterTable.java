package dev.weir.cli.process;

import dev.weir.cli.output.TabbedText;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of a template, one a line, as {@code oc process --parameters} shows them. */
final class ParameterTable {
  private static final int LEAST_WIDTH = 20;
  private static final int GAP = 3;

  private ParameterTable() {}

  static String of(ObjectNode template) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "DESCRIPTION", "GENERATOR", "VALUE"));
    for (JsonNode parameter : Json.arrayAt(template, "parameters")) {
      String generator = Json.string(parameter, "generate");
      rows.add(
          List.of(
              Json.string(parameter, "name"),
              Json.string(parameter, "description"),
              generator,
              Json.string(parameter, generator.isEmpty() ? "value" : "from")));
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size() - 1; i++) {
        text.append(row.get(i)).repeat(' ', width(rows, i) - row.get(i).length());
      }
      text.append(row.getLast()).append('\n');
    }
    return TabbedText.harmless(text.toString());
  }

  private static int width(List<List<String>> rows, int column) {
    int longest = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    return Math.max(LEAST_WIDTH, longest + GAP);
  }
}
