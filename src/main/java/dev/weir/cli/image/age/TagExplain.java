package dev.weir.cli.image.age;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.Format;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tag explain}: which images were seen for a tag, and why each was taken or not. */
public final class TagExplain implements Command {
  private static final int SHORT = 12;

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("tag explain [NAMESPACE/]NAME:TAG")
            .describedAs(
                """
                Show which images the server has seen under the tag of another registry that a tag \
                follows, since when, and why each was taken or not: newest first.

                A tag with the annotation weir.dev/minimum-age takes an image when it was seen for so \
                long. "weir tag take" takes one before.\
                """)
            .examples(
                """
                # Why is it not the newest?
                weir tag explain app:live

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
    if (call.positional().size() != 1) {
      throw CliException.usage("say which tag to explain, as NAME:TAG");
    }
    try (Cluster cluster = Cluster.of(call)) {
      AgedTagName name = AgedTagName.parse(call.positional().getFirst(), cluster.namespace());
      ObjectNode candidates;
      try {
        candidates = cluster.client().json(ApiRequest.get(name.path()));
      } catch (StatusException e) {
        throw cluster.missing(e, Kinds.IMAGE_STREAM_TAG, name.namespace());
      }
      print(call, printer, name, candidates);
    }
    return ExitCode.SUCCESS;
  }

  private static void print(Call call, Printer printer, AgedTagName name, ObjectNode candidates) {
    switch (printer.format()) {
      case Format.Text(boolean wide) -> text(call, name, candidates, wide);
      case Format.Columns _ -> printer.object(candidates.put("kind", "List"));
      default -> printer.object(candidates);
    }
  }

  private static void text(Call call, AgedTagName name, ObjectNode candidates, boolean wide) {
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
    StringBuilder text = new StringBuilder();
    if (!call.flag("--no-headers")) {
      text.append(wide ? "IMAGE\tFIRST SEEN\tLAST SEEN\tOLD ENOUGH" : "IMAGE\tFIRST SEEN")
          .append("\tSTATE\tWHY\n");
    }
    for (JsonNode item : items) {
      text.append(image(Json.string(item, "image"), wide));
      text.append('\t').append(Json.string(item, "firstSeen"));
      if (wide) {
        String aged = Json.string(item, "agedAt");
        text.append('\t').append(Json.string(item, "lastSeen"));
        text.append('\t').append(aged.isEmpty() ? "<never>" : aged);
      }
      text.append('\t').append(Json.string(item, "state"));
      text.append('\t').append(Json.string(item, "why")).append('\n');
    }
    call.context().out().print(TabbedText.GET.align(text.toString()));
  }

  private static String image(String digest, boolean wide) {
    String hex = digest.substring(digest.indexOf(':') + 1);
    return wide || hex.length() <= SHORT ? digest : hex.substring(0, SHORT);
  }
}
