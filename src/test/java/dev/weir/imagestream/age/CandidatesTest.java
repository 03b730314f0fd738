package dev.weir.imagestream.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  private static Instant day(double days) {
    return START.plus(Duration.ofMinutes((long) (days * 24 * 60)));
  }

  private static Candidates seen(Object... imagesAndDays) {
    Candidates seen = Candidates.NONE;
    for (int i = 0; i < imagesAndDays.length; i += 2) {
      String image = (String) imagesAndDays[i];
      seen = seen.seen(image, "at/" + image, day(((Number) imagesAndDays[i + 1]).doubleValue()));
    }
    return seen;
  }

  private static Optional<String> chosen(Candidates seen, Instant now) {
    return seen.choose(WEEK, now).chosen().map(Candidate::image);
  }

  @Test
  void nothingIsTakenBeforeItIsOldEnoughAndItIsKnownWhenThatIs() {
    Candidates seen = seen("a", 0);

    assertThat(chosen(seen, day(6.9))).isEmpty();
    assertThat(seen.choose(WEEK, day(6.9)).due()).contains(day(7));
    assertThat(chosen(seen, day(7))).contains("a");
    assertThat(seen.choose(WEEK, day(7)).due()).isEmpty();
  }

  @Test
  void theNewestThatIsOldEnoughIsTakenHoweverManyCameAfterIt() {
    Candidates seen = seen("a", 0, "b", 1, "c", 2, "d", 8);

    assertThat(chosen(seen, day(8))).contains("b");
    assertThat(chosen(seen, day(9))).contains("c");
    assertThat(chosen(seen, day(14.9))).contains("c");
    assertThat(chosen(seen, day(15))).contains("d");
  }

  @Test
  void whatIsSeenAgainAtOnceIsNotYounger() {
    Candidates seen = seen("a", 0, "a", 3, "a", 6.5);

    assertThat(chosen(seen, day(7))).contains("a");
    assertThat(seen.find("a").orElseThrow().last()).isEqualTo(day(6.5));
  }

  @Test
  void looksOfOneHourAreNotedOnce() {
    Candidates seen = seen("a", 0);
    assertThat(seen.seen("a", "at/a", START.plusSeconds(3599))).isSameAs(seen);
  }

  @Test
  void whatWasGoneAndComesAgainComesAnewAndWhatCameBetweenIsTakenNoMore() {
    Candidates seen = seen("a", 0, "b", 1, "c", 2, "b", 3);

    assertThat(seen.all()).extracting(Candidate::image).containsExactly("a", "b");
    assertThat(seen.former()).extracting(Former::image).containsExactly("c");
    assertThat(seen.former().getFirst().fate()).isEqualTo(Former.Fate.WITHDRAWN);
    assertThat(chosen(seen, day(9.9))).contains("a");
    assertThat(chosen(seen, day(10))).contains("b");
  }

  @Test
  void aRegistryThatGoesBackToWhatTheTagTookWithdrawsWhatWaits() {
    Candidates seen = seen("a", 0).takes("a", day(7)).seen("b", "at/b", day(8));
    Candidates back = seen.seen("a", "at/a", day(9));

    assertThat(chosen(back, day(20))).contains("a");
    assertThat(chosen(back.seen("b", "at/b", day(10)), day(16.9))).contains("a");
    assertThat(chosen(back.seen("b", "at/b", day(10)), day(17))).contains("b");
  }

  @Test
  void whatIsOlderThanWhatTheTagTookIsTakenNoMore() {
    Candidates seen = seen("a", 0, "b", 1, "c", 2).takes("b", day(8));

    assertThat(seen.all()).extracting(Candidate::image).containsExactly("b", "c");
    assertThat(seen.former().getFirst().fate()).isEqualTo(Former.Fate.SUPERSEDED);
    assertThat(seen.takes("b", day(9))).isSameAs(seen);
    assertThat(seen.takes("unknown", day(9))).isSameAs(seen);
    assertThat(seen.takes("c", day(9)).former().getFirst().fate()).isEqualTo(Former.Fate.FOLLOWED);
  }

  @Test
  void aClockThatWentBackAndALongerAgeLetTheTagStayWhatItIs() {
    Candidates seen = seen("a", 0, "b", 1).takes("a", day(7));

    assertThat(chosen(seen, day(-300))).contains("a");
    assertThat(seen.choose(Duration.ofDays(30), day(8)).chosen().map(Candidate::image))
        .contains("a");
    assertThat(seen.choose(Duration.ofDays(30), day(8)).due()).contains(day(31));
  }

  @Test
  void anImageEachMinuteForAMonthIsFollowedAMonthLaterInAFewBytes() {
    Duration age = Duration.ofDays(30);
    Candidates seen = Candidates.NONE;
    Instant moved = START.plus(age);
    Duration longest = Duration.ZERO;
    for (int minute = 0; minute < 120 * 24 * 60; minute++) {
      Instant now = START.plus(Duration.ofMinutes(minute));
      seen = seen.seen("image" + minute, "at", now);
      assertThat(seen.all().size()).isLessThanOrEqualTo(Candidates.MOST);
      Optional<Candidate> chosen = seen.choose(age, now).chosen().filter(c -> !c.taken());
      if (chosen.isPresent()) {
        assertThat(chosen.get().first()).isBeforeOrEqualTo(now.minus(age));
        longest = max(longest, Duration.between(moved, now));
        moved = now;
        seen = seen.takes(chosen.get().image(), now);
      }
    }
    assertThat(longest).isPositive().isLessThan(Duration.ofDays(3));
    assertThat(seen.former()).hasSizeLessThanOrEqualTo(Candidates.FORMER);
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** The tag is at each time what the registry's tag was a week before, or something older. */
  @Test
  void whateverComesNothingIsTakenThatWasNotThereForSoLong() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Candidates seen = Candidates.NONE;
      List<String> images = new ArrayList<>();
      List<Instant> since = new ArrayList<>();
      Instant now = START;
      for (int step = 0; step < 200; step++) {
        now = now.plus(Duration.ofHours(random.nextInt(40)));
        String image = "i" + random.nextInt(90);
        if (images.isEmpty() || !images.getLast().equals(image)) {
          images.add(image);
          since.add(now);
        }
        seen = seen.seen(image, "at/" + image, now);
        Optional<Candidate> chosen = seen.choose(WEEK, now).chosen();
        if (chosen.isPresent() && !chosen.get().taken()) {
          int at = images.lastIndexOf(chosen.get().image());
          assertThat(since.get(at)).as("seed %d", seed).isBeforeOrEqualTo(now.minus(WEEK));
          seen = seen.takes(chosen.get().image(), now);
        }
      }
      assertThat(seen.all()).extracting(Candidate::image).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "7", "d", "-1d", "7 d", "1w", "forever", "1e9d", "0x1d", "7d7", "NaN", "∞d"})
  void whatIsNoDurationIsNoAge(String text) {
    assertThatThrownBy(() -> MinimumAge.parse(text)).hasMessageContaining("duration such as 7d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3661d", "999999999999d", "100000h"})
  void anAgeOfYearsAndYearsIsAMistake(String text) {
    assertThatThrownBy(() -> MinimumAge.parse(text)).hasMessage("must be 3660d at most");
  }

  @Test
  void theTagsAgeWinsAndZeroIsNone() {
    assertThat(MinimumAge.of("", "").isSet()).isFalse();
    assertThat(MinimumAge.of("", "7d").age()).isEqualTo(WEEK);
    assertThat(MinimumAge.of("1h30m", "7d").age()).isEqualTo(Duration.ofMinutes(90));
    assertThat(MinimumAge.of("0", "7d").unreadable()).isEqualTo("0");
    assertThat(MinimumAge.of("0s", "7d").isSet()).isFalse();
  }

  @Test
  void anAgeThatCannotBeReadLetsNothingThrough() {
    MinimumAge unreadable = MinimumAge.of("a week", "");
    Candidates seen = seen("a", 0);

    assertThat(unreadable.isSet()).isTrue();
    assertThat(seen.choose(unreadable.age(), day(10_000)).chosen()).isEmpty();
  }
}
