package dev.weir.storage.gc;

import dev.weir.reference.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets each stream rest after a look as many times longer as that took: one that is pushed to all
 * day, and takes long to look at, costs a small share of the time however large it is.
 */
public final class PacedLook implements StreamLook {
  /** A look takes a hundredth of the time at most. */
  private static final int TIMES = 100;

  /** What rests shorter than that is not remembered. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final StreamLook look;
  private final Duration longest;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Map<StreamName, Instant> resting = new ConcurrentHashMap<>();

  /**
   * A look that is not hurried.
   *
   * @param longest that a stream rests
   * @param clock of the wall
   * @param steady never goes back
   */
  public PacedLook(StreamLook look, Duration longest, InstantSource clock, InstantSource steady) {
    this.look = look;
    this.longest = longest;
    this.clock = clock;
    this.steady = steady;
  }

  @Override
  public Optional<Instant> look(StreamName stream) {
    Instant begin = steady.instant();
    Instant end = resting.getOrDefault(stream, begin);
    if (end.isAfter(begin)) {
      return Optional.of(clock.instant().plus(Duration.between(begin, end)));
    }
    resting.remove(stream);
    Optional<Instant> again = look.look(stream); // who cannot be looked at goes on to be failing
    rest(stream, begin);
    return again;
  }

  private void rest(StreamName stream, Instant begin) {
    Instant end = steady.instant();
    Duration rest = Duration.between(begin, end).multipliedBy(TIMES);
    if (rest.compareTo(SHORTEST) >= 0) {
      resting.put(stream, end.plus(rest.compareTo(longest) < 0 ? rest : longest));
    }
  }
}
