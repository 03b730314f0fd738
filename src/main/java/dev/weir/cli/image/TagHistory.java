package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.NamedTag;
import dev.weir.cli.output.Format;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tag history}: what a tag was, and who made it that. */
public final class TagHistory implements Command {
  private static final int USUAL = 20;
  private static final int PAGE = 500;
  private static final int MOST = 1_000_000_000;

  /** What a server says of a path that it does not have. */
  private static final String NO_PAGE = "could not find the requested resource";

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("tag history [NAMESPACE/]NAME:TAG")
            .describedAs(
                """
                Show what a tag of an image stream was, newest first: when it moved, from which image \
                to which, how, by whom, and from where.

                HOW is push, import, tag or rollback, and early where an image was taken before its \
                time. SOURCE is what was imported or what the tag was pointed at; of a tag that \
                follows another one of its stream, that one. A <none> stands for what is not known: \
                before the first image there is none, and earlier versions of Weir did not write \
                down who.\
                """)
            .examples(
                """
                # Who moved it?
                weir tag history app:prod

                # Everything, with whole digests and exact times
                weir tag history app:prod --all -o wide

                # Who made it what it is now
                weir tag history app:prod --limit=1 -o jsonpath='{.items[0].by}'\
                """)
            .text("--limit", "N", "Show the N newest moves; 20 if left out.")
            .flag("--all", "Show all moves that are kept.")
            .flag("--no-headers", "Leave the header line out.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    int limit = limit(call);
    Printer printer = Printer.of(call);
    if (printer.format() instanceof Format.Name) {
      throw CliException.usage("what a tag was has no names; use -o json, yaml or wide");
    }
    if (call.positional().size() != 1) {
      throw CliException.usage("say of which tag, as NAME:TAG");
    }
    try (Cluster cluster = Cluster.of(call)) {
      NamedTag place = NamedTag.parse(call.positional().getFirst(), cluster.namespace());
      ObjectNode history = history(cluster, place, limit);
      print(call, printer, place, history);
    }
    return ExitCode.SUCCESS;
  }

  private static int limit(Call call) {
    String text = call.text("--limit");
    if (call.flag("--all") && !text.isEmpty()) {
      throw CliException.usage("--all and --limit may not be both specified");
    }
    if (call.flag("--all")) {
      return MOST;
    }
    if (text.isEmpty()) {
      return USUAL;
    }
    if (!text.matches("0*[1-9][0-9]{0,8}")) {
      throw CliException.usage(
          "invalid argument \"" + text + "\" for \"--limit\" flag: a number from 1 on is expected");
    }
    return Integer.parseInt(text);
  }

  /**
   * The newest events of one revision, as the server's list of them, in as many pages as it takes.
   */
  private static ObjectNode history(Cluster cluster, NamedTag place, int limit) throws IOException {
    ObjectNode all = page(cluster, place, Math.min(limit, PAGE), "");
    ArrayNode items = Json.arrayAt(all, "items");
    String next = next(all);
    while (!next.isEmpty() && items.size() < limit) {
      ObjectNode page = page(cluster, place, Math.min(limit - items.size(), PAGE), next);
      Json.arrayAt(page, "items").forEach(items::add);
      all.set("metadata", Json.objectAt(page, "metadata"));
      next = next(page);
    }
    return all;
  }

  private static String next(ObjectNode page) {
    return Json.string(Json.objectAt(page, "metadata"), "continue");
  }

  private static ObjectNode page(Cluster cluster, NamedTag place, int limit, String next)
      throws IOException {
    String path =
        ResourcePath.of(Kinds.IMAGE_STREAM_TAG, place.namespace(), place.name(), "history");
    String from = next.isEmpty() ? "" : "&continue=" + ResourcePath.encode(next);
    try {
      return cluster.client().json(ApiRequest.get(path + "?limit=" + limit + from));
    } catch (StatusException e) {
      if (String.valueOf(e.getMessage()).contains(NO_PAGE)) {
        throw CliException.error(
            "the server at "
                + cluster.selection().server()
                + " does not tell who moved tags: it is another product, or an older Weir; \"weir"
                + " describe is\" shows what they were");
      }
      throw cluster.missing(e, Kinds.IMAGE_STREAM_TAG, place.namespace());
    }
  }

  private static void print(Call call, Printer printer, NamedTag place, ObjectNode history) {
    ArrayNode items = Json.arrayAt(history, "items");
    switch (printer.format()) {
      case Format.Text(boolean wide) -> {
        if (items.isEmpty()) {
          call.warn(place + " has not been anything yet.");
          return;
        }
        HistoryTable table = new HistoryTable(wide, call.context().clock().instant());
        call.context().out().print(table.of(items, !call.flag("--no-headers")));
        JsonNode left = Json.objectAt(history, "metadata").path("remainingItemCount");
        if (!next(history).isEmpty() && call.text("--limit").isEmpty()) {
          long older = Math.max(1, left.asLong(1));
          call.warn(
              older == 1
                  ? "1 older move is left out; --all shows it."
                  : older + " older moves are left out; --all shows them.");
        }
      }
      case Format.Columns _ -> printer.object(history.put("kind", "List"));
      default -> printer.object(history);
    }
  }
}
