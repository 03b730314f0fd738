package dev.weir.remote.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OutagesTest {
  private Instant now = Instant.EPOCH;
  private Outages outages = Outages.NONE;

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void failing(long... seconds) {
    outages = outages.more(now, said(seconds));
  }

  private static Optional<Duration> said(long... seconds) {
    return seconds.length == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds[0]));
  }

  private long left(Caller caller) {
    return outages.left(caller, now).toSeconds();
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
      pass(outages.left(Caller.BACKGROUND, now));
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
  void aFailureThatSaysWhenToComeAgainIsBelievedForMinutesAtMost() {
    failing(60);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(60);
    assertThat(left(Caller.PERSON)).isEqualTo(3);
    failing(86_400);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(300);
  }
}
