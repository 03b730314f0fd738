package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code storage why}: who holds something, or when it goes. */
public final class StorageWhy implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("storage why DIGEST")
            .describedAs(
                """
                Show why a blob, a manifest or an image is there still: which tags, manifests and \
                repositories hold it, whether a workload uses it or somebody is about to push it. \
                Of what nothing holds, since when, and when it goes.

                The beginning of a digest is enough, with "sha256:" or without.

                Why a workload runs an image is another question: see 'weir why'.\
                """)
            .examples(
                """
                weir storage why sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a

                # By the beginning, as JSON
                weir storage why 4bf5122f -o json\
                """)
            .flag("--no-headers", "Leave the header line out.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage("say of what, by one digest or the beginning of one");
    }
    Printer printer = Printer.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      String digest = StoragePage.encoded(call.positional().getFirst());
      ObjectNode why = StoragePage.get(cluster, "/storage/why?digest=" + digest);
      if (printer.isText()) {
        show(call, why, call.context().clock().instant());
      } else {
        printer.object(why);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static void show(Call call, ObjectNode why, Instant now) {
    StringBuilder head = new StringBuilder();
    head.append("Digest:\t").append(Json.string(why, "digest")).append('\n');
    head.append("Size:\t")
        .append(
            why.has("bytes")
                ? Sizes.decimal(StoragePage.number(why, "bytes"))
                : "its bytes are not here")
        .append('\n');
    JsonNode marked = Json.objectAt(why, "marked");
    if (!marked.isEmpty()) {
      head.append("Marked:\tnothing holds it, since ")
          .append(StoragePage.since(marked, "since", now))
          .append("; it goes ")
          .append(StoragePage.until(marked, "due", now))
          .append('\n');
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode holder : Json.arrayAt(why, "holders")) {
      rows.add(row(holder, now));
    }
    if (rows.isEmpty() && marked.isEmpty()) {
      head.append("Marked:\tnothing holds it; it is marked in the next round\n");
    }
    call.context().out().print(TabbedText.DESCRIBE.align(head.toString()));
    if (!rows.isEmpty()) {
      call.print("");
      StoragePage.table(
          call, List.of("HOLDER", "NAMESPACE", "NAME", "REVISION", "AGE", "WHY"), rows);
    }
  }

  private static List<String> row(JsonNode holder, Instant now) {
    String tag = Json.string(holder, "tag");
    String name = StoragePage.shown(holder, "name");
    String until = holder.has("until") ? ", until " + Json.string(holder, "until") : "";
    return List.of(
        Json.string(holder, "kind"),
        StoragePage.shown(holder, "namespace"),
        tag.isEmpty() ? name : name + ":" + tag,
        holder.has("revision") ? Long.toString(StoragePage.number(holder, "revision")) : "<none>",
        StoragePage.since(holder, "since", now),
        StoragePage.shown(holder, "detail") + until);
  }
}
