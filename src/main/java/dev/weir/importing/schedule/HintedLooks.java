package dev.weir.importing.schedule;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * When a tag is looked at because somebody said that it moved: at once, and once more a little
 * later, since registries tell of a push before they show it (distribution before it has written
 * the tag). Such pairs have a distance, however often somebody says so; what is said after the
 * first look of a pair has begun makes another pair. Times are nanoseconds of the steady clock.
 */
final class HintedLooks {
  private static final long ONCE_MORE = Duration.ofSeconds(2).toNanos();
  private static final long APART = Duration.ofSeconds(10).toNanos();

  private long start;
  private boolean another;

  /** Somebody says so now, for the first time. */
  HintedLooks(long now) {
    start = now;
  }

  /** Somebody says so again. */
  void hint(long now) {
    if (now - start >= APART) {
      start = now;
      another = false;
    } else if (now - start >= 0) {
      another = true;
    }
  }

  /** When the look is that comes after one which began then; empty if there is none to come. */
  OptionalLong after(long begun) {
    if (begun - start < 0) {
      return OptionalLong.of(start);
    }
    if (begun - start < ONCE_MORE) {
      return OptionalLong.of(start + ONCE_MORE);
    }
    if (!another) {
      return OptionalLong.empty();
    }
    start += APART;
    another = false;
    return after(begun);
  }
}
