package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.output.Format;
import dev.weir.cli.output.JsonPath;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.output.TableText;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects as tables that the server makes, one for each kind. */
record GetTables(Call call, Cluster cluster, GetQuery query, Printer printer, Failures failures) {

  ExitCode run(List<Address> wanted) throws IOException {
    Map<ResourceKind, ObjectNode> tables = new LinkedHashMap<>();
    for (Address address : wanted) {
      ObjectName name = address.name();
      try {
        ObjectNode table = name.name().isEmpty() ? list(name.kind()) : one(address);
        tables.merge(name.kind(), table, GetTables::joined);
      } catch (StatusException e) {
        if (e.status().code() != 404 || !call.flag("--ignore-not-found")) {
          failures.add(e);
        }
      }
    }
    print(tables);
    return failures.exitCode();
  }

  private ObjectNode one(Address address) throws IOException {
    String path = query.object(address);
    String target = include().isEmpty() ? path : path + "?" + include();
    try {
      return asTable(cluster.client().json(ApiRequest.get(target).accepting(Pages.TABLE)));
    } catch (StatusException e) {
      throw cluster.missing(e, address.name().kind(), address.namespace());
    }
  }

  private ObjectNode list(ResourceKind kind) throws IOException {
    List<ObjectNode> pages = new ArrayList<>();
    Pages.of(call, cluster)
        .each(
            kind,
            query.namespace(),
            query.selectors(),
            include(),
            Pages.TABLE,
            page -> pages.add(asTable(page)));
    return pages.stream().reduce(GetTables::joined).orElseGet(Json::object);
  }

  private String include() {
    return call.text("--sort-by").isEmpty() ? "" : "includeObject=Object";
  }

  /** A server without tables gave objects: name and age of each must do. */
  static ObjectNode asTable(ObjectNode answer) {
    if (Json.string(answer, "kind").equals("Table")) {
      return answer;
    }
    ObjectNode table = Json.object();
    table.set("metadata", Json.objectAt(answer, "metadata"));
    ArrayNode columns = table.putArray("columnDefinitions");
    columns.addObject().put("name", "Name").put("format", "name");
    columns.addObject().put("name", "Created At");
    ArrayNode rows = table.putArray("rows");
    for (JsonNode item : Format.items(answer)) {
      ObjectNode row = rows.addObject();
      row.putArray("cells")
          .add(Meta.name(item))
          .add(Json.string(Json.objectAt(item, "metadata"), "creationTimestamp"));
      row.set("object", item);
    }
    return table;
  }

  private static ObjectNode joined(ObjectNode one, ObjectNode more) {
    Json.ensureArray(one, "rows").addAll(Json.arrayAt(more, "rows"));
    return one;
  }

  private void print(Map<ResourceKind, ObjectNode> tables) {
    boolean several = tables.size() > 1;
    StringBuilder text = new StringBuilder();
    boolean any = false;
    for (var entry : tables.entrySet()) {
      ObjectNode table = entry.getValue();
      if (Json.arrayAt(table, "rows").isEmpty()) {
        continue;
      }
      sort(table);
      text.append(any ? "\n" : "");
      any = true;
      text.append(
          TabbedText.GET.align(style(call, query, printer, entry.getKey(), several).of(table)));
    }
    call.context().out().print(text);
    if (!any && failures.isEmpty() && !call.flag("--ignore-not-found")) {
      boolean spaced =
          !query.allNamespaces() && tables.keySet().stream().anyMatch(ResourceKind::namespaced);
      call.warn(
          spaced
              ? "No resources found in " + query.namespace() + " namespace."
              : "No resources found");
    }
  }

  /** How the tables of a call look. */
  static TableText style(
      Call call, GetQuery query, Printer printer, ResourceKind kind, boolean several) {
    List<String> labels =
        call.arguments().texts("--label-columns").stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .toList();
    return new TableText(
        printer.format() instanceof Format.Text(boolean wide) && wide,
        !call.flag("--no-headers"),
        query.allNamespaces() && kind.namespaced(),
        call.flag("--show-labels"),
        labels,
        several || call.flag("--show-kind") ? ObjectName.qualified(kind) + "/" : "");
  }

  private void sort(ObjectNode table) {
    String by = call.text("--sort-by");
    if (by.isEmpty()) {
      return;
    }
    JsonPath path = Sorting.path(by);
    List<JsonNode> rows =
        Json.arrayAt(table, "rows")
            .valueStream()
            .sorted(
                Comparator.comparing(
                    row -> Sorting.key(path, Json.objectAt(row, "object")), Sorting.ORDER))
            .toList();
    ArrayNode sorted = table.putArray("rows");
    rows.forEach(sorted::add);
  }
}
