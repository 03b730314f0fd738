package dev.weir.importing.schedule.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private static Grid grid(int tag) {
    return Grid.of("quay.io/team/app", "v" + tag, QUARTER);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 1000, 900_000, 31_536_000_000L})
  void theNextPointIsMoreThanNothingAndAtMostOneIntervalAway(long millis) {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      Grid grid = Grid.of("quay.io/team/app", "v" + i, Duration.ofMillis(millis));
      Instant now = Instant.ofEpochMilli(random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L));
      assertThat(grid.next(now)).isPositive().isLessThanOrEqualTo(Duration.ofMillis(millis));
      assertThat(grid.afterLook(now)).isPositive().isLessThanOrEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  void aPointIsWhereItIsFromWhereverOneLooks() {
    Instant point = NOON.plus(grid(1).next(NOON));

    assertThat(grid(1).next(point.minusMillis(1))).isEqualTo(Duration.ofMillis(1));
    assertThat(grid(1).next(point)).isEqualTo(QUARTER);
    assertThat(grid(1).next(point.plus(QUARTER.multipliedBy(1000)).minusSeconds(60)))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void whoFollowsTheSameTagIsDueTogetherAlsoAtAMultipleOfTheInterval() {
    Grid hourly = Grid.of("quay.io/team/app", "v1", Duration.ofHours(1));
    Instant point = NOON.plus(hourly.next(NOON));

    assertThat(grid(1).next(point.minusSeconds(1))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void tagsAreSpreadOverTheirInterval() {
    int[] inEachMinute = new int[15];
    for (int i = 0; i < 15_000; i++) {
      inEachMinute[(int) Math.min(14, grid(i).next(NOON).toMinutes())]++;
    }

    assertThat(Arrays.stream(inEachMinute).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }

  @Test
  void aTimerThatWasALittleEarlyDoesNotLookTwice() {
    Instant point = NOON.plus(grid(1).next(NOON));

    assertThat(grid(1).afterLook(point.minusMillis(3))).isEqualTo(QUARTER);
    assertThat(grid(1).afterLook(point.plusMillis(200))).isEqualTo(QUARTER.minusMillis(200));
    assertThat(grid(1).afterLook(point.minusSeconds(30))).isEqualTo(Duration.ofSeconds(30));
  }
}
