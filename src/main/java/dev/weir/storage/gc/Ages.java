package dev.weir.storage.gc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When a mark is old enough. Both clocks must say so: that of the wall, by what is written, and one
 * that never goes back, by when this process saw the mark first. So neither a clock that is set nor
 * a restart lets anything go that is younger than the grace period. What was marked in the future
 * counts as marked when it was seen.
 *
 * @param clock of the wall
 * @param steady never goes back
 * @param grace how long what nothing holds stays
 */
record Ages(InstantSource clock, InstantSource steady, Duration grace) {
  static Ages of(Clock clock, InstantSource steady, Duration grace) {
    return new Ages(clock, steady, grace);
  }

  boolean isOver(Marked mark) {
    Instant now = clock.instant();
    boolean byWall = mark.since().isAfter(now) || !mark.since().plus(grace).isAfter(now);
    return byWall && !mark.seen().plus(grace).isAfter(steady.instant());
  }

  /** When it is, by the clock of the wall, as far as can be told now. */
  Instant due(Marked mark) {
    Instant now = clock.instant();
    Instant bySteady = now.plus(Duration.between(steady.instant(), mark.seen().plus(grace)));
    Instant byWall = mark.since().isAfter(now) ? bySteady : mark.since().plus(grace);
    return byWall.isAfter(bySteady) ? byWall : bySteady;
  }

  /** What was brought or answered for since then stays. */
  Instant oldestAnswer() {
    return steady.instant().minus(grace);
  }
}
