package dev.weir.pullthrough;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells a registry that sends hardly anything from one that is slow: so that a few bytes now and
 * then hold no turn for ever. The longer a blob takes, the more has to come. Only the time counts
 * in which it is waited for.
 */
final class Pace {
  /** Bytes that have to come within a time at first; they double as often as is said. */
  private static final int LEAST = 16 * 1024;

  private static final int MOST_DOUBLED = 8;
  private static final Duration DOUBLED_EVERY = Duration.ofMinutes(10);
  private static final Duration WITHIN = Duration.ofMinutes(1);

  private final InstantSource clock;
  private Duration all = Duration.ZERO;
  private Duration waited = Duration.ZERO;
  private int came;

  Pace(InstantSource clock) {
    this.clock = clock;
  }

  /** A new attempt. */
  void begin() {
    waited = Duration.ZERO;
    came = 0;
  }

  /** Bytes that have to come within a minute by now, and that an attempt has to bring. */
  int least() {
    return LEAST << Math.min(all.dividedBy(DOUBLED_EVERY), MOST_DOUBLED);
  }

  /**
   * Reads some bytes.
   *
   * @param from who sends them, in words
   * @throws IOException also if too few have come for too long
   */
  int read(InputStream content, byte[] buffer, String from) throws IOException {
    Instant before = clock.instant();
    int count = content.read(buffer);
    Duration time = Duration.between(before, clock.instant());
    waited = waited.plus(time);
    all = all.plus(time);
    came += Math.max(count, 0);
    if (came >= least()) {
      begin();
    } else if (waited.compareTo(WITHIN) > 0) {
      throw new IOException(from + " sends hardly anything");
    }
    return count;
  }
}
