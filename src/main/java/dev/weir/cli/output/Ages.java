package dev.weir.cli.output;

import dev.weir.imagestream.cells.Ago;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Ages of timestamps as they stand in objects. */
public final class Ages {
  private Ages() {}

  /** Such as {@code 2 years ago}; {@code <unknown>} if the time is missing or malformed. */
  public static String ago(String timestamp, Instant now) {
    try {
      return timestamp.isEmpty() ? "<unknown>" : Ago.since(Instant.parse(timestamp), now);
    } catch (DateTimeParseException _) {
      return "<unknown>";
    }
  }
}
