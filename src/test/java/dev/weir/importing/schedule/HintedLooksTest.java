package dev.weir.importing.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a tag is looked at that somebody hints at; times in seconds. */
class HintedLooksTest {
  private static final long SECOND = 1_000_000_000;

  private static OptionalLong seconds(OptionalLong nanos, long zero) {
    return nanos.isEmpty() ? nanos : OptionalLong.of((nanos.getAsLong() - zero) / SECOND);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND, Long.MIN_VALUE + SECOND})
  void aHintIsTwoLooksOneNowAndOneTwoSecondsLater(long zero) {
    HintedLooks looks = new HintedLooks(zero);

    assertThat(seconds(looks.after(zero - 1), zero)).hasValue(0);
    assertThat(seconds(looks.after(zero), zero)).hasValue(2);
    assertThat(seconds(looks.after(zero + SECOND), zero)).hasValue(2);
    assertThat(looks.after(zero + 2 * SECOND)).isEmpty();
  }

  @Test
  void whatIsSaidBeforeTheFirstLookBeganMakesNoOther() {
    HintedLooks looks = new HintedLooks(0);
    looks.hint(SECOND);
    assertThat(seconds(looks.after(2 * SECOND), 0)).hasValue(10);
    looks.hint(9 * SECOND);

    assertThat(seconds(looks.after(10 * SECOND), 0)).hasValue(12);
    assertThat(looks.after(12 * SECOND)).isEmpty();
  }

  @Test
  void whatIsSaidLongAfterIsLookedAtAtOnce() {
    HintedLooks looks = new HintedLooks(0);
    looks.hint(60 * SECOND);

    assertThat(seconds(looks.after(2 * SECOND), 0)).hasValue(60);
  }

  @Test
  void howeverOftenItIsSaidThereIsAPairInTenSeconds() {
    HintedLooks looks = new HintedLooks(0);
    List<Long> looked = new ArrayList<>();
    long begun = -1;
    for (long now = 0; now <= 35 * SECOND; now += SECOND / 10) {
      looks.hint(now);
      OptionalLong next = looks.after(begun);
      if (next.isPresent() && next.getAsLong() <= now) {
        begun = now;
        looked.add(now / SECOND);
      }
    }

    assertThat(looked).containsExactly(0L, 2L, 10L, 12L, 20L, 22L, 30L, 32L);
  }
}
