package dev.weir.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void areSoManyWithAPauseBetween() {
    Attempts attempts = new Attempts(20, pauses::add);
    int made = 0;
    while (attempts.next()) {
      made++;
    }
    assertThat(made).isEqualTo(20);
    assertThat(pauses).hasSize(19);
    assertThat(pauses).allMatch(pause -> pause.compareTo(Attempts.LONGEST) < 0);
    assertThat(pauses.getFirst()).isLessThan(Duration.ofMillis(1));
    assertThat(pauses.stream().distinct().count()).isGreaterThan(10);
    assertThat(attempts.next()).isFalse();
  }

  @Test
  void costNothingWhereNobodyIsInTheWay() {
    Attempts attempts = new Attempts(1, pauses::add);
    assertThat(attempts.next()).isTrue();
    assertThat(pauses).isEmpty();
  }

  @Test
  void endForAThreadThatIsInterrupted() {
    Attempts attempts = new Attempts(20);
    assertThat(attempts.next()).isTrue();
    Thread.currentThread().interrupt();
    assertThat(attempts.next()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
