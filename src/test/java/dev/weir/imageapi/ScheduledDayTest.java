package dev.weir.imageapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduledDayTest {
  @Test
  void aDayOnWhichNothingMovesCostsLessThanARequestForThreeTagsInEachIntervalAndFetchesNothing() {
    ScheduledDay.Cost cost = ScheduledDay.of(4);

    assertThat(cost.perTag()).isBetween(0.2, 0.35);
    assertThat(cost.fetched()).isZero();
  }
}
