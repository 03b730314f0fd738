package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of callers who repeat themselves. */
class RepeatsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<String> more = new CopyOnWriteArrayList<>();
  private final AtomicLong now = new AtomicLong(-1);
  private final BlockingQueue<Duration> asleep = new SynchronousQueue<>();
  private final Repeats repeats =
      new Repeats(
          new Repeats.Time(now::get, asleep::put),
          MINUTE,
          2,
          (caller, count) -> more.add(caller + " " + count));

  /** Lets time pass, and wakes whoever sleeps for so long. */
  private void passes(Duration time) throws InterruptedException {
    now.addAndGet(time.toNanos());
    assertThat(asleep.poll(20, TimeUnit.SECONDS)).isEqualTo(MINUTE);
  }

  private static long told(Repeats repeats, String caller, int times) {
    return IntStream.range(0, times).filter(_ -> repeats.isToBeTold(caller)).count();
  }

  @Test
  void eachCallerIsToldOfAFewTimes() {
    assertThat(told(repeats, "eve", 10)).isEqualTo(2);
    assertThat(told(repeats, "bob", 1)).isEqualTo(1);
    assertThat(more).isEmpty();
  }

  @Test
  void thenHowManyMoreThereWereAlthoughNobodyCallsAgain() throws InterruptedException {
    assertThat(told(repeats, "eve", 7)).isEqualTo(2);
    passes(MINUTE);
    await().until(() -> more.equals(List.of("eve 5")));
    assertThat(told(repeats, "eve", 1)).isEqualTo(1);
  }

  @Test
  void whoBeganLaterIsToldOfWhenThatWhileIsOver() throws InterruptedException {
    told(repeats, "eve", 7);
    now.addAndGet(MINUTE.dividedBy(2).toNanos());
    told(repeats, "bob", 3);
    passes(MINUTE.dividedBy(2));
    await().until(() -> more.equals(List.of("eve 5")));
    passes(MINUTE.dividedBy(2));
    await().until(() -> more.equals(List.of("eve 5", "bob 1")));
  }

  @Test
  void aCallAfterTheWhileIsToldOfAgainAndEndsWhatWas() {
    told(repeats, "eve", 4);
    now.addAndGet(MINUTE.toNanos());
    assertThat(told(repeats, "eve", 3)).isEqualTo(2);
    assertThat(more).containsExactly("eve 2");
  }

  @Test
  void strangersWithoutNumberAreToldOfTogether() {
    long told = IntStream.range(0, 10_000).mapToLong(i -> told(repeats, "address " + i, 1)).sum();
    assertThat(told).isEqualTo(202);
  }
}
