package dev.weir.prune;

import java.time.Duration;

/** Durations as users of {@code oc} read them. */
final class Spans {
  private Spans() {}

  /** Such as {@code 1h0m0s}, {@code 5m0s} or {@code 0.5s}. */
  static String text(Duration span) {
    StringBuilder text = new StringBuilder();
    if (span.toHours() > 0) {
      text.append(span.toHours()).append('h');
    }
    if (span.toMinutes() > 0) {
      text.append(span.toMinutesPart()).append('m');
    }
    text.append(span.toSecondsPart());
    if (span.toMillisPart() > 0) {
      text.append('.').append("%03d".formatted(span.toMillisPart()).replaceAll("0+$", ""));
    }
    return text.append('s').toString();
  }
}
