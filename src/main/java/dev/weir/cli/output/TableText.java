package dev.weir.cli.output;

import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server's Table (meta.k8s.io/v1) as text (cli.md 7).
 *
 * @param wide show columns of priority 1
 * @param labelColumns labels that get a column of their own
 * @param namePrefix put before each name, such as {@code secret/}
 */
public record TableText(
    boolean wide,
    boolean headers,
    boolean namespaces,
    boolean showLabels,
    List<String> labelColumns,
    String namePrefix) {
  public TableText {
    labelColumns = List.copyOf(labelColumns);
  }

  /** Lines with tab-separated cells, to be aligned together with others. */
  public String of(ObjectNode table) {
    List<Integer> shown = shownColumns(table);
    StringBuilder text = new StringBuilder();
    if (headers) {
      text.append(String.join("\t", headerCells(table, shown))).append('\n');
    }
    for (JsonNode row : Json.arrayAt(table, "rows")) {
      text.append(String.join("\t", cells(table, row, shown))).append('\n');
    }
    return text.toString();
  }

  private List<Integer> shownColumns(ObjectNode table) {
    List<Integer> shown = new ArrayList<>();
    int at = 0;
    for (JsonNode column : Json.arrayAt(table, "columnDefinitions")) {
      if (wide || column.path("priority").asInt(0) == 0) {
        shown.add(at);
      }
      at++;
    }
    return shown;
  }

  private List<String> headerCells(ObjectNode table, List<Integer> shown) {
    List<String> cells = new ArrayList<>();
    if (namespaces) {
      cells.add("NAMESPACE");
    }
    var columns = Json.arrayAt(table, "columnDefinitions");
    for (int at : shown) {
      cells.add(Json.string(columns.get(at), "name").toUpperCase(Locale.ROOT));
    }
    for (String label : labelColumns) {
      cells.add(label.substring(label.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT));
    }
    if (showLabels) {
      cells.add("LABELS");
    }
    return cells;
  }

  private List<String> cells(ObjectNode table, JsonNode row, List<Integer> shown) {
    List<String> cells = new ArrayList<>();
    JsonNode object = Json.objectAt(row, "object");
    if (namespaces) {
      cells.add(Meta.namespace(object));
    }
    var columns = Json.arrayAt(table, "columnDefinitions");
    for (int at : shown) {
      JsonNode value = Json.arrayAt(row, "cells").path(at);
      String prefix = Json.string(columns.get(at), "format").equals("name") ? namePrefix : "";
      cells.add(prefix + cell(value));
    }
    Map<String, String> labels = Meta.labels(object);
    labelColumns.forEach(label -> cells.add(labels.getOrDefault(label, "")));
    if (showLabels) {
      cells.add(
          labels.isEmpty()
              ? "<none>"
              : labels.entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(label -> label.getKey() + "=" + label.getValue())
                  .collect(Collectors.joining(",")));
    }
    return cells;
  }

  /** One line, without anything that could move the cursor. */
  private static String cell(JsonNode value) {
    String text = value.isNull() || value.isMissingNode() ? "<none>" : value.asString("");
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end) + "...";
    return OneLine.of(line, '?');
  }
}
