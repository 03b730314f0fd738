package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code storage usage}: how much of the disk streams and projects take. */
public final class StorageUsage implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("storage usage")
            .describedAs(
                """
                Show how much of the disk the image streams of the current namespace take.

                OWN is what only this stream holds, SHARED what others hold as well, PENDING what \
                of its own goes after the grace period since nothing needs it any more, PRUNABLE what \
                of its own 'weir adm prune images' would free without other options, MIRROR what \
                is kept for it of other registries. It is counted when you ask.\
                """)
            .examples(
                """
                # The streams of the current namespace
                weir storage usage

                # The projects of the server, and what there is in all
                weir storage usage -A --projects

                # All that is known of it
                weir storage usage -A -o json\
                """)
            .flag("-A,--all-namespaces", "Show the streams of all namespaces.")
            .flag("--projects", "Show a line for each project instead of each stream.")
            .flag("--no-headers", "Leave the header line out.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("unexpected arguments: " + call.positional());
    }
    Printer printer = Printer.of(call);
    boolean all = call.flag("--all-namespaces");
    try (Cluster cluster = Cluster.of(call)) {
      String query = all ? "" : "?namespace=" + StoragePage.encoded(cluster.namespace());
      ObjectNode usage = StoragePage.get(cluster, "/storage/usage" + query);
      if (!printer.isText()) {
        printer.object(usage);
        return ExitCode.SUCCESS;
      }
      boolean projects = call.flag("--projects");
      List<String> header = new ArrayList<>();
      if (all || projects) {
        header.add("NAMESPACE");
      }
      if (!projects) {
        header.add("NAME");
      }
      header.addAll(List.of("OWN", "SHARED", "PENDING", "PRUNABLE", "MIRROR"));
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode item : Json.arrayAt(usage, projects ? "projects" : "streams")) {
        rows.add(row(item, all || projects, !projects));
      }
      if (rows.isEmpty()) {
        call.warn(all ? "Nothing is stored." : "Nothing is stored in " + cluster.namespace() + ".");
        return ExitCode.SUCCESS;
      }
      StoragePage.table(call, header, rows);
      String warning = Json.string(usage, "warning");
      if (!warning.isEmpty()) {
        call.warn(warning);
      }
      if (all) {
        call.print("");
        totals(usage).forEach(call::print);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static List<String> row(JsonNode item, boolean namespace, boolean name) {
    List<String> row = new ArrayList<>();
    if (namespace) {
      row.add(Json.string(item, "namespace"));
    }
    if (name) {
      row.add(Json.string(item, "name"));
    }
    for (String bytes :
        List.of("ownBytes", "sharedBytes", "pendingBytes", "prunableBytes", "mirrorBytes")) {
      row.add(size(item, bytes));
    }
    return row;
  }

  private static String size(JsonNode item, String member) {
    return item.has(member) ? Sizes.decimal(StoragePage.number(item, member)) : "<unknown>";
  }

  private static List<String> totals(ObjectNode usage) {
    ObjectNode totals = Json.objectAt(usage, "totals");
    ObjectNode disk = Json.objectAt(usage, "disk");
    return List.of(
        "%d blobs take %s: %s of one stream each, %s of several, %s of none, of which %s is to go."
            .formatted(
                StoragePage.number(totals, "blobs"),
                size(totals, "blobBytes"),
                size(totals, "ownBytes"),
                size(totals, "sharedBytes"),
                size(totals, "looseBytes"),
                size(totals, "pendingBytes")),
        "Pruning without other options would free %s.".formatted(size(totals, "prunableBytes")),
        "The mirror takes %s; %s of %s of the disk are free."
            .formatted(
                size(totals, "mirrorBytes"), size(disk, "freeBytes"), size(disk, "capacityBytes")));
  }
}
