package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.output.Format;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.output.TableText;
import dev.weir.cli.result.Printer;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code schedule}: which tags are looked at when, what came of it, what is late and why. */
public final class Schedule implements Command {
  private static final int NOT_FOUND = 404;

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("schedule [IMAGESTREAM[:TAG]…]")
            .describedAs(
                """
                Show the tags that follow other registries on a schedule: how often each is looked \
                at, what came of the newest look, and when the next is due.

                LATE says for how long a look is overdue, and why. A tag comes on the schedule by \
                "weir tag --scheduled" or "weir import-image --scheduled".\
                """)
            .examples(
                """
                # The scheduled tags of the current namespace
                weir schedule

                # Those of one stream, and why the newest looks failed
                weir schedule ruby -o wide

                # What is late, and why, in all namespaces
                weir schedule --late -A\
                """)
            .flag("-A,--all-namespaces", "Show the tags of all namespaces.")
            .flag("--late", "Only tags that should have been looked at and were not.")
            .flag("--no-headers", "Leave the header line out.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Printer printer = Printer.of(call);
    List<String> wanted = wanted(call);
    boolean everywhere = call.flag("--all-namespaces");
    if (everywhere && !wanted.isEmpty()) {
      throw CliException.usage("image streams cannot be named across all namespaces");
    }
    try (Cluster cluster = Cluster.of(call)) {
      String namespace = everywhere ? "" : cluster.namespace();
      ObjectNode table = table(cluster, namespace, call.flag("--late") && wanted.isEmpty());
      Failures failures = new Failures(call);
      for (String name : wanted) {
        if (rows(table).stream().noneMatch(row -> isOf(row, name))) {
          explain(cluster, namespace, name, failures);
        }
      }
      List<JsonNode> shown =
          rows(table).stream()
              .filter(row -> wanted.isEmpty() || wanted.stream().anyMatch(name -> isOf(row, name)))
              .filter(row -> !call.flag("--late") || isLate(row))
              .toList();
      print(call, printer, table, shown, namespace, failures);
      return failures.exitCode();
    }
  }

  private static List<String> wanted(Call call) {
    for (String name : call.positional()) {
      int colon = name.indexOf(':');
      if (colon == 0
          || name.isEmpty()
          || name.indexOf('/') >= 0
          || name.indexOf('@') >= 0
          || colon == name.length() - 1
          || colon != name.lastIndexOf(':')) {
        throw CliException.usage(
            "\"" + name + "\" must be IMAGESTREAM or IMAGESTREAM:TAG; -n names its namespace");
      }
    }
    return call.positional();
  }

  /** All pages as one table, with the objects in its rows. */
  private static ObjectNode table(Cluster cluster, String namespace, boolean onlyLate)
      throws IOException {
    Query query = onlyLate ? new Query("", "status.late=true") : Query.ALL;
    List<ObjectNode> pages = new ArrayList<>();
    try {
      new Pages(cluster, 0)
          .each(
              Kinds.SCHEDULED_TAG,
              namespace,
              query,
              "includeObject=Object",
              Pages.TABLE,
              pages::add);
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        throw CliException.error(
            "the server at "
                + cluster.selection().server()
                + " does not tell its schedule: it is another product, or an older Weir;"
                + " \"weir describe is\" shows what became of imports");
      }
      throw e;
    }
    return pages.getFirst();
  }

  private static List<JsonNode> rows(ObjectNode table) {
    return Json.arrayAt(table, "rows").valueStream().toList();
  }

  private static boolean isOf(JsonNode row, String wanted) {
    String name = Meta.name(Json.objectAt(row, "object"));
    return name.equals(wanted) || name.startsWith(wanted + ":");
  }

  private static boolean isLate(JsonNode row) {
    JsonNode object = Json.objectAt(row, "object");
    return Json.objectAt(object, "status").path("late").asBoolean(false);
  }

  /** Why there is nothing to show of a name. */
  private static void explain(Cluster cluster, String namespace, String name, Failures failures) {
    int colon = name.indexOf(':');
    String stream = colon < 0 ? name : name.substring(0, colon);
    try {
      ObjectNode _ = cluster.get(Kinds.IMAGE_STREAM, namespace, stream);
    } catch (StatusException e) {
      failures.add(e);
      return;
    }
    String tag = colon < 0 ? "latest" : name.substring(colon + 1);
    String what =
        colon < 0
            ? "no tag of image stream \"" + stream + "\" is scheduled"
            : "tag \"" + name + "\" is not scheduled";
    failures.add(
        what + "; \"weir tag --scheduled PULLSPEC " + stream + ":" + tag + "\" makes it so");
  }

  private static void print(
      Call call,
      Printer printer,
      ObjectNode table,
      List<JsonNode> shown,
      String namespace,
      Failures failures) {
    if (shown.isEmpty() && (printer.isText() || !failures.isEmpty())) {
      if (failures.isEmpty()) {
        String what = call.flag("--late") ? "No late tags found" : "No scheduled tags found";
        call.warn(what + (namespace.isEmpty() ? "" : " in " + namespace + " namespace."));
      }
    } else if (printer.format() instanceof Format.Text(boolean wide)) {
      ArrayNode kept = table.putArray("rows");
      shown.forEach(kept::add);
      boolean headers = !call.flag("--no-headers");
      TableText text = new TableText(wide, headers, namespace.isEmpty(), false, List.of(), "");
      call.context().out().print(TabbedText.GET.align(text.of(table)));
    } else {
      ObjectNode list = Json.object().put("apiVersion", "v1");
      ArrayNode items = list.putArray("items");
      shown.forEach(row -> items.add(Json.objectAt(row, "object")));
      list.put("kind", "List").putObject("metadata").put("resourceVersion", "");
      printer.object(list);
    }
  }
}
