package dev.weir.importing.schedule;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a server looks at scheduled tags.
 *
 * @param usual interval of tags that have none of their own
 * @param least no tag is looked at more often
 * @param perMinute most looks in a minute, of all together; empty if there is no bound
 */
public record CheckSettings(Duration usual, Duration least, OptionalInt perMinute) {
  /** A quarter of an hour, and not more often than once a minute. */
  public static final CheckSettings USUAL =
      new CheckSettings(Duration.ofMinutes(15), Duration.ofMinutes(1), OptionalInt.empty());

  /** The interval of a tag with this one of its own. */
  Duration interval(Optional<Duration> own) {
    Duration wanted = own.orElse(usual);
    return wanted.compareTo(least) < 0 ? least : wanted;
  }
}
