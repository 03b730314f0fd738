package dev.weir.server.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReposeTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration PAST = Duration.ofMinutes(5);
  private static final long MB = 1L << 20;

  private final Repose resting = Repose.begin(NOON);

  private static Instant after(Duration time) {
    return NOON.plus(time);
  }

  private static Instant afterMillis(long millis) {
    return after(Duration.ofMillis(millis));
  }

  /** One that was collected at noon to so many megabytes. */
  private Repose collected(long megabytes, Duration took) {
    return resting.collected(NOON, megabytes * MB, megabytes * MB, took, PAST);
  }

  @Test
  void collectsWhatAServerGrewByOnceItRests() {
    assertThat(resting.isDue(afterMillis(999), 300 * MB)).isFalse();
    assertThat(resting.isDue(afterMillis(1_000), 300 * MB)).isTrue();
  }

  @Test
  void leavesAServerAloneThatHasNotGrown() {
    assertThat(resting.isDue(after(Duration.ofDays(1)), 31 * MB)).isFalse();
    assertThat(resting.isDue(after(Duration.ofDays(1)), 32 * MB)).isTrue();
  }

  @Test
  void waitsWhileSomebodyIsServed() {
    Repose serving = resting.seen(afterMillis(900), true, 0);

    assertThat(serving.isDue(afterMillis(1_800), 300 * MB)).isFalse();
    assertThat(serving.isDue(afterMillis(1_900), 300 * MB)).isTrue();
  }

  @Test
  void waitsAfterWhatBeganAndEndedBetweenTwoLooks() {
    Repose served = resting.seen(afterMillis(900), false, 1);
    Repose later = served.seen(afterMillis(1_400), false, 1);

    assertThat(later.isDue(afterMillis(1_800), 300 * MB)).isFalse();
    assertThat(later.isDue(afterMillis(1_900), 300 * MB)).isTrue();
  }

  @Test
  void waitsLongerTheLongerThePauseWas() {
    Repose large = collected(1_000, Duration.ofSeconds(4));

    assertThat(large.isDue(after(Duration.ofSeconds(19)), 2_000 * MB)).isFalse();
    assertThat(large.isDue(after(Duration.ofSeconds(20)), 2_000 * MB)).isTrue();
  }

  @Test
  void takesSmallGrowthOfALargeHeapForNoReason() {
    Repose large = collected(1_000, Duration.ZERO);

    assertThat(large.isDue(after(Duration.ofMinutes(1)), 1_249 * MB)).isFalse();
    assertThat(large.isDue(after(Duration.ofMinutes(1)), 1_250 * MB)).isTrue();
  }

  @Test
  void collectsOnceMoreWhenTheStoreHasForgottenItsPast() {
    Repose grown = resting.collected(NOON, 300 * MB, 200 * MB, Duration.ZERO, PAST);

    assertThat(grown.isDue(after(PAST.minusMillis(1)), 200 * MB)).isFalse();
    assertThat(grown.isDue(after(PAST), 200 * MB)).isTrue();

    Repose again = grown.collected(after(PAST), 200 * MB, 120 * MB, Duration.ZERO, PAST);
    assertThat(again.isDue(after(Duration.ofDays(1)), 120 * MB)).isFalse();
  }

  @Test
  void collectsAHeapThatIsAtRest() {
    AtomicReference<Instant> now = new AtomicReference<>(NOON);
    AtomicLong served = new AtomicLong();
    AtomicLong size = new AtomicLong(300 * MB);
    List<Instant> collections = new ArrayList<>();
    Heap heap =
        new Heap() {
          @Override
          public long bytes() {
            return size.get();
          }

          @Override
          public void collect() {
            collections.add(now.get());
            size.set(100 * MB);
          }
        };
    IdleHeap idle = new IdleHeap(heap, () -> false, served::get, PAST, now::get);

    for (int look = 1; look <= 10; look++) {
      now.set(afterMillis(500L * look));
      served.set(Math.min(look, 4));
      idle.look();
    }

    assertThat(collections).containsExactly(afterMillis(3_000));
  }
}
