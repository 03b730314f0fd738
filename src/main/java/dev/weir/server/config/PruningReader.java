package dev.weir.server.config;

import dev.weir.prune.PruneTimes;
import dev.weir.resource.DurationText;
import java.time.Duration;

/** Reads what stays when a server prunes by itself. */
final class PruningReader {
  private static final int MOST = 1_000_000;

  /** Said of what means nothing without a schedule. */
  static final String NEVER =
      " is about pruning by schedule; " + Setting.PRUNE_SCHEDULE.flag() + " says when that is";

  private PruningReader() {}

  static int revisions(String text) {
    try {
      int revisions = Integer.parseInt(text.strip());
      if (revisions >= 0 && revisions <= MOST) {
        return revisions;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new IllegalArgumentException("\"" + text + "\" is no number of events from 0 to " + MOST);
  }

  static Duration age(String text) {
    if (text.strip().equals("0")) {
      return Duration.ZERO;
    }
    return DurationText.read(text.strip(), PruneTimes.MOST.multipliedBy(2))
        .filter(age -> age.compareTo(PruneTimes.MOST) <= 0)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + text + "\" is no time such as 60m, 1.5h or 7d, up to 3650d"));
  }
}
