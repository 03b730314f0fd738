package dev.weir.remote.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StandingTest {
  private Instant now = Instant.EPOCH;
  private Standing standing = Standing.GOOD;

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void busy(long... seconds) {
    standing = standing.busy(now, said(seconds));
  }

  private void failing(long... seconds) {
    standing = standing.failing(now, said(seconds));
  }

  private static Optional<Duration> said(long... seconds) {
    return seconds.length == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds[0]));
  }

  private long left(Caller caller) {
    return standing.left(caller, now).toSeconds();
  }

  @Test
  void whoSaysWhenToComeAgainIsLeftAloneByAllUntilThen() {
    busy(30);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(30);
    assertThat(left(Caller.PERSON)).isEqualTo(30);

    pass(Duration.ofSeconds(10));
    busy(5);
    standing = standing.answered();
    assertThat(left(Caller.PERSON)).isEqualTo(20);

    busy(300);
    assertThat(left(Caller.PERSON)).isEqualTo(300);
    pass(Duration.ofMinutes(5));
    assertThat(left(Caller.PERSON)).isZero();
  }

  @Test
  void whoRefusesWithoutATimeIsLeftAloneForLongerEachTime() {
    List<Long> waits = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      busy();
      busy(); // from those who asked at the same time
      waits.add(left(Caller.PERSON));
      pass(standing.left(Caller.PERSON, now));
    }
    assertThat(waits).containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);

    standing = standing.answered();
    busy(0);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(2);
  }

  @Test
  void whatFailsTwiceIsAskedAtOnce() {
    failing();
    failing();
    assertThat(left(Caller.BACKGROUND)).isZero();
    assertThat(left(Caller.PERSON)).isZero();
  }

  @Test
  void whatKeepsFailingIsLeftAloneByBackgroundWorkForLongerAndLonger() {
    failing();
    failing();
    List<Long> waits = new ArrayList<>();
    for (int n = 0; n < 7; n++) {
      failing();
      failing(); // from those who asked at the same time
      waits.add(left(Caller.BACKGROUND));
      pass(standing.left(Caller.BACKGROUND, now));
    }
    assertThat(waits).containsExactly(5L, 10L, 20L, 40L, 80L, 120L, 120L);
  }

  @Test
  void whatKeepsFailingIsAskedEveryFewSecondsForAPerson() {
    for (int n = 0; n < 10; n++) {
      failing();
    }
    assertThat(left(Caller.PERSON)).isEqualTo(3);
    pass(Duration.ofSeconds(3));
    assertThat(left(Caller.PERSON)).isZero();
    assertThat(left(Caller.BACKGROUND)).isPositive();
    failing();
    assertThat(left(Caller.PERSON)).isEqualTo(3);
  }

  @Test
  void oneAnswerMakesUpForAllFailures() {
    for (int n = 0; n < 10; n++) {
      failing();
    }
    standing = standing.answered();
    assertThat(left(Caller.BACKGROUND)).isZero();
    failing();
    assertThat(left(Caller.BACKGROUND)).isZero();
  }

  @Test
  void aFailureThatSaysWhenToComeAgainIsBelievedForMinutesAtMost() {
    failing(60);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(60);
    assertThat(left(Caller.PERSON)).isEqualTo(3);
    failing(86_400);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(300);
  }
}
