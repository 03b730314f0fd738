package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.output.Format;
import dev.weir.cli.output.JsonPath;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects whole, in the format of {@code -o}. */
record GetObjects(Call call, Cluster cluster, GetQuery query, Printer printer, Failures failures) {
  private static final List<String> FILLED_IN =
      List.of(
          "uid",
          "resourceVersion",
          "selfLink",
          "creationTimestamp",
          "generation",
          "managedFields",
          "namespace");

  ExitCode run(List<Address> wanted) throws IOException {
    List<ObjectNode> found = new ArrayList<>();
    for (Address address : wanted) {
      try {
        fetch(address, found);
      } catch (StatusException e) {
        if (e.status().code() != 404 || !call.flag("--ignore-not-found")) {
          failures.add(e);
        }
      }
    }
    boolean single = wanted.size() == 1 && !wanted.getFirst().name().name().isEmpty();
    if (call.flag("--export")) {
      call.warn("Flag --export has been deprecated, it leaves out what the server fills in");
      found.forEach(GetObjects::strip);
    }
    if (!single || !found.isEmpty()) {
      print(found, single);
    }
    return failures.exitCode();
  }

  private void fetch(Address address, List<ObjectNode> found) throws IOException {
    ObjectName name = address.name();
    if (name.name().isEmpty()) {
      found.addAll(
          Pages.of(call, cluster).objects(name.kind(), address.namespace(), query.selectors()));
    } else if (!call.text("--subresource").isEmpty()) {
      found.add(cluster.client().json(ApiRequest.get(query.object(address))));
    } else {
      found.add(address.get(cluster));
    }
  }

  private void print(List<ObjectNode> found, boolean single) {
    if (printer.format() instanceof Format.Columns(var columns) && single) {
      call.context().out().print(columns.of(found, !call.flag("--no-headers")));
      return;
    }
    if (single) {
      printer.object(found.getFirst());
      return;
    }
    if (found.isEmpty() && !failures.isEmpty()) {
      return;
    }
    String by = call.text("--sort-by");
    if (!by.isEmpty()) {
      JsonPath path = Sorting.path(by);
      found.sort(Comparator.comparing(object -> Sorting.key(path, object), Sorting.ORDER));
    }
    if (printer.format() instanceof Format.Columns(var columns)) {
      call.context().out().print(columns.of(found, !call.flag("--no-headers")));
      return;
    }
    ObjectNode list = Json.object().put("apiVersion", "v1");
    ArrayNode items = list.putArray("items");
    found.forEach(items::add);
    list.put("kind", "List").putObject("metadata").put("resourceVersion", "");
    printer.object(list);
  }

  /** What {@code --export} of older clients left out (cli.md 17). */
  private static void strip(ObjectNode object) {
    object.remove("status");
    ObjectNode meta = Meta.of(object);
    meta.remove(FILLED_IN);
  }
}
