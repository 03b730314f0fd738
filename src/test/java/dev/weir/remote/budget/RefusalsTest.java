package dev.weir.remote.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RefusalsTest {
  private Instant now = Instant.EPOCH;
  private Refusals refusals = Refusals.NONE;

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void refused(Cost cost) {
    refusals = refusals.more(now, cost, Optional.empty());
  }

  private void refused(long seconds) {
    refusals = refusals.more(now, Cost.LOOK, Optional.of(Duration.ofSeconds(seconds)));
  }

  private void answered(Cost cost) {
    refusals = refusals.answered(now, cost);
  }

  private Duration time(Caller caller) {
    return refusals.left(caller, Cost.PULL, now);
  }

  private long left(Caller caller) {
    return time(caller).toSeconds();
  }

  @Test
  void whoSaysWhenToComeAgainIsLeftAloneByAllUntilThen() {
    refused(30);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(30);
    assertThat(left(Caller.PERSON)).isEqualTo(30);

    pass(Duration.ofSeconds(10));
    refused(5);
    answered(Cost.PULL);
    assertThat(left(Caller.PERSON)).isEqualTo(20);

    refused(300);
    assertThat(left(Caller.PERSON)).isEqualTo(300);
    pass(Duration.ofMinutes(5));
    assertThat(left(Caller.PERSON)).isZero();
  }

  @Test
  void whoRefusesWithoutATimeIsLeftAloneForLongerEachTime() {
    List<Long> waits = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      refused(Cost.LOOK);
      refused(Cost.LOOK); // from those who asked at the same time
      waits.add(left(Caller.PERSON));
      pass(time(Caller.PERSON));
    }
    assertThat(waits).containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);

    answered(Cost.LOOK);
    refused(0);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(2);
  }

  @Test
  void workInTheBackgroundStaysAwayForLongerThanPeople() {
    List<Long> waits = new ArrayList<>();
    for (int n = 0; n < 7; n++) {
      refused(Cost.LOOK);
      waits.add(left(Caller.BACKGROUND));
      pass(time(Caller.BACKGROUND));
    }
    assertThat(waits).containsExactly(2L, 8L, 32L, 128L, 512L, 900L, 900L);
  }

  @Test
  void peopleWhoGoOnAskingDoNotKeepTheBackgroundAwayForEver() {
    for (int n = 0; n < 6; n++) {
      refused(Cost.LOOK);
      pass(time(Caller.BACKGROUND));
    }
    refused(Cost.LOOK);
    Duration waited = Duration.ZERO;
    for (Duration own = time(Caller.BACKGROUND); !own.isZero(); own = time(Caller.BACKGROUND)) {
      Duration step = time(Caller.PERSON).isZero() ? own : time(Caller.PERSON);
      pass(step);
      waited = waited.plus(step);
      if (!time(Caller.BACKGROUND).isZero()) {
        refused(Cost.LOOK);
      }
    }
    assertThat(waited).isLessThanOrEqualTo(Duration.ofMinutes(16));
  }

  @Test
  void onlyAnAnswerToWhatWasRefusedEndsTheGrowth() {
    refused(Cost.PULL);
    pass(Duration.ofSeconds(2));
    answered(Cost.LOOK);
    refused(Cost.PULL);
    assertThat(left(Caller.PERSON)).isEqualTo(4);
    pass(Duration.ofSeconds(4));
    assertThat(left(Caller.BACKGROUND)).isEqualTo(4);

    answered(Cost.PULL);
    assertThat(left(Caller.BACKGROUND)).isZero();
    refused(Cost.PULL);
    assertThat(left(Caller.PERSON)).isEqualTo(2);
  }

  @Test
  void whatIsRefusedIsOnlyWhatTakesAsMuch() {
    refused(Cost.PULL);
    assertThat(refusals.left(Caller.BACKGROUND, Cost.LOOK, now)).isZero();
    assertThat(left(Caller.BACKGROUND)).isEqualTo(2);

    refused(Cost.LOOK);
    assertThat(refusals.left(Caller.BACKGROUND, Cost.LOOK, now)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whatComesInStillFromBeforeARefusalDoesNotEndIt() {
    refused(Cost.LOOK);
    answered(Cost.PULL);
    assertThat(left(Caller.PERSON)).isEqualTo(2);
    assertThat(left(Caller.BACKGROUND)).isEqualTo(2);
  }
}
