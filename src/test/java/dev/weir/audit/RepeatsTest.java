package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of callers who repeat themselves. */
class RepeatsTest {
  private final List<String> more = new CopyOnWriteArrayList<>();

  private Repeats repeats(Duration length) {
    return new Repeats(length, 2, (caller, count) -> more.add(caller + " " + count));
  }

  private static long told(Repeats repeats, String caller, int times) {
    return IntStream.range(0, times).filter(_ -> repeats.isToBeTold(caller)).count();
  }

  @Test
  void eachCallerIsToldOfAFewTimes() {
    Repeats repeats = repeats(Duration.ofHours(1));
    assertThat(told(repeats, "eve", 10)).isEqualTo(2);
    assertThat(told(repeats, "bob", 1)).isEqualTo(1);
    assertThat(more).isEmpty();
  }

  @Test
  void thenHowManyMoreThereWereAlthoughNobodyCallsAgain() {
    Repeats repeats = repeats(Duration.ofMillis(300));
    assertThat(told(repeats, "eve", 7)).isEqualTo(2);
    await().atMost(Duration.ofSeconds(20)).until(() -> more.equals(List.of("eve 5")));
    assertThat(told(repeats, "eve", 1)).isEqualTo(1);
  }

  @Test
  void strangersWithoutNumberAreToldOfTogether() {
    Repeats repeats = repeats(Duration.ofHours(1));
    long told = IntStream.range(0, 10_000).mapToLong(i -> told(repeats, "address " + i, 1)).sum();
    assertThat(told).isEqualTo(202);
  }
}
