package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code storage gc}: what is to go, and how collection is doing. */
public final class StorageCollection implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("storage gc")
            .describedAs(
                """
                Show what nothing holds any more and when it goes, what is overdue, and what stands \
                in the way. The server collects by itself; --now lets it look at once. Nothing goes \
                before its grace period is over.\
                """)
            .examples(
                """
                weir storage gc

                # Look now instead of within the next half minute
                weir storage gc --now\
                """)
            .flag("--now", "Collect now what is due.")
            .flag("--dry-run", "With --now, only show what there is.")
            .flag("--no-headers", "Leave the header line out.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("unexpected arguments: " + call.positional());
    }
    Printer printer = Printer.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      boolean now = call.flag("--now") && !call.flag("--dry-run");
      ObjectNode report =
          now ? StoragePage.post(cluster, "/storage/gc") : StoragePage.get(cluster, "/storage/gc");
      if (printer.isText()) {
        show(call, report, call.context().clock().instant());
      } else {
        printer.object(report);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static void show(Call call, ObjectNode report, Instant now) {
    JsonNode status = Json.objectAt(report, "status");
    JsonNode freed = Json.objectAt(status, "freed");
    StringBuilder head = new StringBuilder();
    line(head, "Last round", StoragePage.since(status, "lastRound", now) + " ago");
    line(
        head,
        "Pending",
        "%d digests, %s; %d streams to look at"
            .formatted(
                StoragePage.number(status, "pending"),
                Sizes.decimal(StoragePage.number(status, "pendingBytes")),
                StoragePage.number(status, "pendingStreams")));
    line(head, "Overdue", Long.toString(StoragePage.number(status, "overdue")));
    line(head, "Failing", Long.toString(StoragePage.number(status, "failing")));
    line(
        head,
        "Freed",
        "%s in %d blobs, %d images and %d links, since the start %s ago"
            .formatted(
                Sizes.decimal(StoragePage.number(freed, "bytes")),
                StoragePage.number(freed, "blobs"),
                StoragePage.number(freed, "images"),
                StoragePage.number(freed, "links"),
                StoragePage.since(status, "started", now)));
    if (status.has("waiting")) {
      line(head, "Waiting", "nothing is removed now: " + StoragePage.shown(status, "waiting"));
    }
    for (JsonNode trouble : Json.arrayAt(status, "troubles")) {
      line(head, "Trouble", OneLine.of(trouble.asString(""), '?'));
    }
    call.context().out().print(TabbedText.DESCRIBE.align(head.toString()));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : Json.arrayAt(report, "pending")) {
      rows.add(
          List.of(
              StoragePage.shown(item, "digest"),
              StoragePage.shown(item, "kind"),
              Sizes.decimal(StoragePage.number(item, "bytes")),
              StoragePage.until(item, "due", now),
              StoragePage.shown(item, "reason")));
    }
    if (!rows.isEmpty()) {
      call.print("");
      StoragePage.table(call, List.of("DIGEST", "KIND", "SIZE", "GOES", "WHY"), rows);
    }
  }

  private static void line(StringBuilder text, String title, String value) {
    text.append(title).append(":\t").append(value).append('\n');
  }
}
