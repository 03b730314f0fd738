package dev.weir.cli.image.age;

import dev.weir.cli.output.TabbedText;
import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;

/** What waits for tags, as lines. */
final class CandidateTable {
  private static final int SHORT = 12;

  private final boolean wide;
  private final boolean several;
  private final StringBuilder text = new StringBuilder();

  /**
   * An empty table.
   *
   * @param several whether each line names its tag
   */
  CandidateTable(boolean wide, boolean several, boolean headers) {
    this.wide = wide;
    this.several = several;
    if (headers) {
      text.append(several ? "TAG\t" : "")
          .append(wide ? "IMAGE\tFIRST SEEN\tLAST SEEN\tOLD ENOUGH" : "IMAGE\tFIRST SEEN")
          .append("\tSTATE\tWHY\n");
    }
  }

  void add(String tag, JsonNode item) {
    if (several) {
      text.append(tag).append('\t');
    }
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

  private static String image(String digest, boolean wide) {
    String hex = digest.substring(digest.indexOf(':') + 1);
    return wide || hex.length() <= SHORT ? digest : hex.substring(0, SHORT);
  }

  @Override
  public String toString() {
    return TabbedText.GET.align(text.toString());
  }
}
