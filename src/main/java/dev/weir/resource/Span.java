package dev.weir.resource;

import java.time.Duration;
import java.util.regex.Pattern;

/** A duration as annotations spell it: {@code 15m}, {@code 1h30m}, {@code 30d}. */
public final class Span {
  private static final Pattern FORM = Pattern.compile("(?:[0-9]{1,9}[dhms]){1,4}");
  private static final Duration MOST = Duration.ofDays(36_500);

  private Span() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Duration parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no duration such as 15m, 1h30m or 30d");
    }
    Duration sum = DurationText.read(text, MOST.plusDays(1)).orElseThrow();
    if (sum.isZero() || sum.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not between one second and a hundred years");
    }
    return sum;
  }

  /** As {@link #parse} reads it, in whole seconds: {@code 1d12h}. */
  public static String text(Duration span) {
    StringBuilder text = new StringBuilder();
    part(text, span.toDaysPart(), 'd');
    part(text, span.toHoursPart(), 'h');
    part(text, span.toMinutesPart(), 'm');
    part(text, span.toSecondsPart(), 's');
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void part(StringBuilder text, long count, char unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
