package dev.weir.cli.image;

import dev.weir.cli.output.Ages;
import dev.weir.cli.output.TabbedText;
import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What a tag was, as lines for people.
 *
 * @param wide with exact times, whole digests and pull specs
 */
record HistoryTable(boolean wide, Instant now) {
  /** So much of a digest tells images apart, and commands take it for the whole. */
  private static final int SHORT = 12;

  private static final String NONE = "<none>";
  private static final Pattern WHOLE =
      Pattern.compile("(@sha(?:256|512):[0-9a-f]{%d})[0-9a-f]+$".formatted(SHORT));

  /** The items of a history, newest first. */
  String of(ArrayNode items, boolean headers) {
    StringBuilder text = new StringBuilder();
    if (headers) {
      List<String> header = new ArrayList<>(List.of("WHEN", "FROM", "TO", "HOW", "BY", "SOURCE"));
      if (wide) {
        header.add("PULL SPEC");
      }
      text.append(String.join("\t", header)).append('\n');
    }
    for (JsonNode item : items) {
      text.append(String.join("\t", cells(item))).append('\n');
    }
    return TabbedText.GET.align(text.toString());
  }

  private List<String> cells(JsonNode item) {
    String moved = Json.string(item, "moved");
    String when = moved.isEmpty() ? Json.string(item, "created") : moved;
    String pullSpec = Json.string(item, "dockerImageReference");
    String image = Json.string(item, "image");
    List<String> cells = new ArrayList<>();
    cells.add(wide ? shown(when) : Ages.ago(when, now));
    cells.add(digest(Json.string(item, "previous")));
    cells.add(image.isEmpty() ? shown(pullSpec) : digest(image));
    cells.add(shown(Json.string(item, "how")));
    cells.add(shown(Json.string(item, "by")));
    cells.add(shown(source(Json.string(item, "from"))));
    if (wide) {
      cells.add(shown(pullSpec));
    }
    return cells;
  }

  private String digest(String digest) {
    String hex = digest.substring(digest.indexOf(':') + 1);
    return wide || hex.length() <= SHORT ? shown(digest) : shown(hex.substring(0, SHORT));
  }

  private String source(String from) {
    return wide ? from : WHOLE.matcher(from).replaceAll("$1");
  }

  private static String shown(String text) {
    return text.isEmpty() ? NONE : OneLine.of(text, '?');
  }
}
