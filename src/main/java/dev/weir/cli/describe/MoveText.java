package dev.weir.cli.describe;

import dev.weir.cli.output.Ages;
import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** An event of a tag's history in one line: {@code push by ann, 5 minutes ago}. */
public final class MoveText {
  private MoveText() {}

  /** Empty if nothing is known but that it moved. */
  public static String of(JsonNode move, Instant now) {
    String how = Json.string(move, "how");
    if (how.isEmpty()) {
      return "";
    }
    String by = Json.string(move, "by");
    String from = Json.string(move, "from");
    String moved = Json.string(move, "moved");
    String when = moved.isEmpty() ? Json.string(move, "created") : moved;
    String line =
        how
            + (by.isEmpty() ? "" : " by " + by)
            + (from.isEmpty() ? "" : " from " + from)
            + ", "
            + Ages.ago(when, now);
    return OneLine.of(line, '?');
  }
}
