package dev.weir.cli.image.age;

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
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tag explain}: which images were seen for a tag, and why each was taken or not. */
public final class TagExplain implements Command {
  private static final Pattern STREAM = Pattern.compile("[a-z0-9]([a-z0-9._-]*[a-z0-9])?");

  /** What may be taken yet. */
  private static final Set<String> OPEN = Set.of("waiting", "ready");

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("tag explain [[NAMESPACE/]NAME:TAG | NAME]")
            .describedAs(
                """
                Show which images the server has seen under the tag of another registry that a tag \
                follows, since when, and why each was taken or not: newest first.

                A tag with the annotation weir.dev/minimum-age takes an image when it was seen for so \
                long. "weir tag take" takes one before. Without a tag, what waits is listed: of a \
                stream, or of all streams of the project.\
                """)
            .examples(
                """
                # Why is it not the newest?
                weir tag explain app:live

                # What waits in this project, and why?
                weir tag explain

                # With whole digests and all times
                weir tag explain app:live -o wide

                # When is the next one taken?
                weir tag explain app:live -o json\
                """)
            .flag("--no-headers", "Leave the header line out.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Printer printer = Printer.of(call);
    if (printer.format() instanceof Format.Name) {
      throw CliException.usage("what waits for a tag has no names; use -o json, yaml or wide");
    }
    if (call.positional().size() > 1) {
      throw CliException.usage("say which tag to explain, as NAME:TAG");
    }
    String asked = call.positional().isEmpty() ? "" : call.positional().getFirst();
    try (Cluster cluster = Cluster.of(call)) {
      if (asked.isEmpty() || STREAM.matcher(asked).matches()) {
        several(call, printer, cluster, asked);
      } else {
        NamedTag name = NamedTag.parse(asked, cluster.namespace());
        print(call, printer, name, candidates(cluster, name));
      }
    }
    return ExitCode.SUCCESS;
  }

  private static ObjectNode candidates(Cluster cluster, NamedTag name) throws IOException {
    try {
      return cluster.client().json(ApiRequest.get(Candidates.path(name)));
    } catch (StatusException e) {
      throw cluster.missing(e, Kinds.IMAGE_STREAM_TAG, name.namespace());
    }
  }

  /** What waits for the tags of a stream, or of the project. */
  private static void several(Call call, Printer printer, Cluster cluster, String stream)
      throws IOException {
    boolean wide = printer.format() instanceof Format.Text(boolean isWide) && isWide;
    CandidateTable table = new CandidateTable(wide, true, !call.flag("--no-headers"));
    ObjectNode list = Json.object().put("apiVersion", "v1").put("kind", "List");
    ArrayNode all = list.putArray("items");
    boolean waits = false;
    for (NamedTag name : AgedTags.find(cluster, cluster.namespace(), stream)) {
      ObjectNode candidates = candidates(cluster, name);
      all.add(candidates);
      for (JsonNode item : Json.arrayAt(candidates, "items")) {
        if (OPEN.contains(Json.string(item, "state"))) {
          table.add(name.name(), item);
          waits = true;
        }
      }
    }
    if (!printer.isText()) {
      printer.object(list);
    } else if (waits) {
      call.context().out().print(table);
    } else {
      String where = stream.isEmpty() ? cluster.namespace() : stream;
      call.warn("Nothing waits in " + where + ".");
    }
  }

  private static void print(Call call, Printer printer, NamedTag name, ObjectNode candidates) {
    switch (printer.format()) {
      case Format.Text(boolean wide) -> text(call, name, candidates, wide);
      case Format.Columns _ -> printer.object(candidates.put("kind", "List"));
      default -> printer.object(candidates);
    }
  }

  private static void text(Call call, NamedTag name, ObjectNode candidates, boolean wide) {
    ArrayNode items = Json.arrayAt(candidates, "items");
    String age = Json.string(candidates, "minimumAge");
    if (age.isEmpty()) {
      call.warn(
          name.name() + " waits for nothing: it has no minimum age, or follows no other registry.");
    } else if (items.isEmpty()) {
      call.warn("Nothing was seen yet for " + name.name() + ", which waits for " + age + ".");
    }
    if (items.isEmpty()) {
      return;
    }
    CandidateTable table = new CandidateTable(wide, false, !call.flag("--no-headers"));
    items.forEach(item -> table.add(name.name(), item));
    call.context().out().print(table);
  }
}
