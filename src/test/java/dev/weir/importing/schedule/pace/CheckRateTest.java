package dev.weir.importing.schedule.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CheckRateTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  @Test
  void withoutABoundNobodyWaits() {
    CheckRate rate = new CheckRate(OptionalInt.empty());
    for (int i = 0; i < 1000; i++) {
      assertThat(rate.take(0)).isZero();
    }
  }

  @Test
  void givesEachItsTimeInTheOrderOfAskingSoThatNoneIsLeftOut() {
    CheckRate rate = new CheckRate(OptionalInt.of(6));

    assertThat(rate.take(0)).isZero();
    assertThat(rate.take(0)).isEqualTo(MINUTE / 6);
    assertThat(rate.take(0)).isEqualTo(MINUTE / 3);
    assertThat(rate.take(MINUTE / 6)).isEqualTo(MINUTE / 3);
  }

  @Test
  void letsThroughAtOnceWhatTenSecondsMayHaveAndNoMore() {
    CheckRate rate = new CheckRate(OptionalInt.of(60));
    long atOnce = 0;
    long hour = 60 * MINUTE;
    while (rate.take(hour) == 0) {
      atOnce++;
    }

    assertThat(atOnce).isEqualTo(10);
  }

  @Test
  void neverLetsMoreThroughInAMinuteThanItsNumberBesideTheBurst() {
    CheckRate rate = new CheckRate(OptionalInt.of(1));

    assertThat(rate.take(0)).isZero();
    assertThat(rate.take(0)).isEqualTo(MINUTE);
    assertThat(rate.take(0)).isEqualTo(2 * MINUTE);
  }
}
