package dev.weir.remote.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ReserveTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  private Instant now = Instant.EPOCH;
  private Reserve reserve = Reserve.UNLIMITED;

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void told(long remaining, long limit, Duration span) {
    reserve = reserve.told(new Allowance(OptionalLong.of(limit), remaining, false, span, now));
  }

  private void pulls(long remaining, long limit) {
    reserve = reserve.told(new Allowance(OptionalLong.of(limit), remaining, true, SIX_HOURS, now));
  }

  private Duration background(Cost cost) {
    return reserve.left(Caller.BACKGROUND, cost, now);
  }

  /** True if it may be made, and is. */
  private boolean spend(Caller caller, Cost cost) {
    boolean free = reserve.left(caller, cost, now).isZero();
    reserve = free ? reserve.spent(caller, cost, now) : reserve;
    return free;
  }

  @Test
  void theLastFifthIsForPeopleUntilItIsGrantedAnew() {
    told(21, 100, HOUR);
    assertThat(background(Cost.PULL)).isZero();
    pass(Duration.ofMinutes(10));
    told(20, 100, HOUR);
    assertThat(background(Cost.PULL)).isEqualTo(HOUR);
    assertThat(background(Cost.LOOK)).isEqualTo(HOUR);
    assertThat(reserve.left(Caller.PERSON, Cost.PULL, now)).isZero();

    pass(HOUR.minusSeconds(1));
    assertThat(background(Cost.PULL)).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(background(Cost.PULL)).isZero();
  }

  @Test
  void anAnswerThatSaysThatMoreIsLeftEndsIt() {
    told(0, 100, HOUR);
    told(100, 100, HOUR);
    assertThat(background(Cost.PULL)).isZero();
  }

  @Test
  void wherePullsAloneCountLooksGoOn() {
    pulls(3, 100);
    assertThat(background(Cost.LOOK)).isZero();
    assertThat(background(Cost.PULL)).isEqualTo(SIX_HOURS);
    assertThat(spend(Caller.BACKGROUND, Cost.LOOK)).isTrue();
    assertThat(reserve.at(now).orElseThrow().remaining()).isEqualTo(3);
  }

  @Test
  void whatIsOnItsWayIsCountedBeforeItsAnswer() {
    told(23, 100, HOUR);
    assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isTrue();
    assertThat(spend(Caller.PERSON, Cost.PULL)).isTrue();
    assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isTrue();
    assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isFalse();
    assertThat(spend(Caller.PERSON, Cost.PULL)).isTrue();
    assertThat(reserve.at(now).orElseThrow().remaining()).isEqualTo(19);
  }

  @Test
  void whatGotNoAnswerTookNothing() {
    told(21, 100, HOUR);
    for (int n = 0; n < 30; n++) {
      assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isTrue();
      assertThat(background(Cost.PULL)).isPositive();
      reserve = reserve.unanswered(Cost.PULL);
    }
    assertThat(reserve.at(now).orElseThrow().remaining()).isEqualTo(21);

    told(0, 100, HOUR);
    reserve = reserve.unanswered(Cost.PULL);
    assertThat(background(Cost.PULL)).isEqualTo(HOUR);
  }

  @Test
  void whoAlwaysSaysThatOneIsLeftIsAskedOnceInEachWindow() {
    int asked = 0;
    for (int minute = 0; minute <= 24 * 60; minute++) {
      pulls(1, 100); // heads and people go on
      if (spend(Caller.BACKGROUND, Cost.PULL)) {
        asked++;
        assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isFalse();
      }
      pass(Duration.ofMinutes(1));
    }
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void aResetThatMovesOnForEverPutsNothingOffForEver() {
    told(1, 100, Duration.ofSeconds(30));
    for (int n = 0; n < 29; n++) {
      pass(Duration.ofSeconds(1));
      told(1, 100, Duration.ofSeconds(30));
      assertThat(background(Cost.PULL)).isPositive();
    }
    pass(Duration.ofSeconds(1));
    assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isTrue();
    told(1, 100, Duration.ofSeconds(30));
    assertThat(background(Cost.PULL)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aLookThatGetsNoAnswerIsFollowedByAnotherSoon() {
    told(0, 100, HOUR);
    pass(HOUR);
    assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isTrue();
    assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(spend(Caller.BACKGROUND, Cost.PULL)).isTrue();
  }

  @Test
  void whatWasSaidLongAgoMeansNothing() {
    told(50, 100, HOUR);
    assertThat(reserve.at(now)).isPresent();
    pass(HOUR);
    assertThat(reserve.at(now)).isEmpty();
    told(5, 100, HOUR);
    pass(Duration.ofDays(3));
    assertThat(background(Cost.PULL)).isZero();
  }

  @Test
  void aRegistryThatDoesNotSayItsLimitKeepsNothingBackUntilNothingIsLeft() {
    reserve = reserve.told(new Allowance(OptionalLong.empty(), 1, false, HOUR, now));
    assertThat(background(Cost.PULL)).isZero();
    reserve = reserve.told(new Allowance(OptionalLong.empty(), 0, false, HOUR, now));
    assertThat(background(Cost.PULL)).isEqualTo(HOUR);
  }

  @Test
  void aSmallLimitHasNoFifth() {
    told(1, 4, HOUR);
    assertThat(background(Cost.PULL)).isZero();
    told(1, 5, HOUR);
    assertThat(background(Cost.PULL)).isEqualTo(HOUR);
  }
}
