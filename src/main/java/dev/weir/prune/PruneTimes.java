package dev.weir.prune;

import dev.weir.resource.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** When a server prunes by itself. Times of days are of UTC. */
public sealed interface PruneTimes permits PruneTimes.Every, CronTimes {
  Duration LEAST = Duration.ofSeconds(1);
  Duration MOST = Duration.ofDays(3650);

  Map<String, String> WORDS =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  /** The first time later than this. */
  Instant after(Instant now);

  /**
   * Reads five fields as cron has them, a word such as {@code @daily}, or a time such as {@code
   * 6h}.
   *
   * @throws IllegalArgumentException with what is wrong with which field
   */
  static PruneTimes parse(String text) {
    String stripped = text.strip();
    String cron = WORDS.getOrDefault(stripped, stripped);
    return cron.contains(" ") || cron.startsWith("@")
        ? CronTimes.parse(cron)
        : new Every(every(cron));
  }

  private static Duration every(String text) {
    Duration every =
        DurationText.read(text, MOST.multipliedBy(2))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\""
                            + text
                            + "\" is neither a time such as 6h or 1d nor five fields of cron such"
                            + " as \"0 0 * * *\": minute, hour, day of month, month, day of week"));
    if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("\"" + text + "\" is not from 1s to 3650d");
    }
    return every;
  }

  /**
   * Again and again, at times that follow from the clock alone: a server that is started anew does
   * not wait for longer.
   */
  record Every(Duration period) implements PruneTimes {
    @Override
    public Instant after(Instant now) {
      long period = this.period.toMillis();
      return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), period) * period + period);
    }
  }
}
