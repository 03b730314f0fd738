package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.NOW;
import static dev.weir.imagestream.StreamFixture.accepted;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.refused;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.imagestream.history.HistoryBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HistoryBoundsTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final Duration YEAR = Duration.ofDays(365);

  /** So many events, an hour between each two, the newest of now. */
  private static TagHistory hourly(int events) {
    return new TagHistory(
        IntStream.range(0, events)
            .mapToObj(i -> new TagEvent(NOW.minus(Duration.ofHours(i)), "r/x@" + i, image(i), 1))
            .toList(),
        List.of());
  }

  private static String image(int number) {
    return "sha256:%064d".formatted(number);
  }

  private static int kept(String bounds, TagHistory history) {
    return history
        .within(HistoryBounds.parse(bounds), NOW, _ -> false, ALL)
        .history()
        .items()
        .size();
  }

  @Test
  void anEventLeavesOnlyBeyondBothBounds() {
    assertThat(kept("revisions=10,age=5h", hourly(20))).isEqualTo(10);
    assertThat(kept("revisions=5,age=10h", hourly(20))).isEqualTo(10);
    assertThat(kept("revisions=5,age=1d", hourly(20))).isEqualTo(20);
    assertThat(kept("revisions=20,age=1s", hourly(20))).isEqualTo(20);
  }

  @Test
  void theNewestStayAndTheirOrderToo() {
    TagHistory history = hourly(20);

    TagHistory.Cut cut =
        history.within(HistoryBounds.parse("revisions=4,age=1h"), NOW, _ -> false, ALL);

    assertThat(cut.history().items()).isEqualTo(history.items().subList(0, 4));
    assertThat(cut.gone()).isEqualTo(16);
    assertThat(cut.next()).isEmpty();
  }

  @Test
  void ofManyTheOldestLeaveFirst() {
    TagHistory history = hourly(20);

    TagHistory.Cut cut =
        history.within(HistoryBounds.parse("revisions=4,age=1h"), NOW, _ -> false, 5);

    assertThat(cut.history().items()).isEqualTo(history.items().subList(0, 15));
    assertThat(cut.gone()).isEqualTo(5);
  }

  @Test
  void theThreeNewestStayWhateverIsAskedFor() {
    assertThat(kept("revisions=1,age=1s", hourly(20))).isEqualTo(3);
    assertThat(kept("revisions=2,age=1s", hourly(2))).isEqualTo(2);
  }

  @Test
  void whatAWorkloadUsesStays() {
    TagHistory.Cut cut =
        hourly(20).within(HistoryBounds.parse("revisions=3,age=1h"), NOW, image(17)::equals, ALL);

    assertThat(cut.history().items())
        .extracting(TagEvent::image)
        .containsExactly(image(0), image(1), image(2), image(17));
  }

  @Test
  void usuallyAHundredStayAndAYear() {
    TagHistory old =
        new TagHistory(
            IntStream.range(0, 300)
                .mapToObj(
                    i -> new TagEvent(NOW.minus(Duration.ofDays(2L * i)), "r/x@" + i, image(i), 1))
                .toList(),
            List.of());

    HistoryBounds usual = stream().historyBounds("v1");
    assertThat(usual)
        .isEqualTo(new HistoryBounds(100, YEAR, false))
        .hasToString("100 revisions and 365d");
    assertThat(old.within(usual, NOW, _ -> false, ALL).history().items()).hasSize(183);
    assertThat(hourly(150).within(usual, NOW, _ -> false, ALL).history().items()).hasSize(150);
  }

  @Test
  void itIsToldWhenTheNextOneMayLeave() {
    HistoryBounds bounds = HistoryBounds.parse("revisions=3,age=10h");

    assertThat(hourly(20).within(bounds, NOW, _ -> false, ALL).next())
        .contains(NOW.plus(Duration.ofHours(1)));
    assertThat(hourly(5).within(bounds, NOW, _ -> false, ALL).next())
        .contains(NOW.plus(Duration.ofHours(6)));
    assertThat(hourly(3).within(bounds, NOW, _ -> false, ALL).next()).isEmpty();
  }

  @Test
  void anEventOfTheFutureIsYoung() {
    TagHistory ahead =
        new TagHistory(
            IntStream.range(0, 6)
                .mapToObj(i -> new TagEvent(NOW.plusSeconds(60 - i), "r/x@" + i, image(i), 1))
                .toList(),
            List.of());

    assertThat(kept("revisions=3,age=1s", ahead)).isEqualTo(6);
  }

  @Test
  void allStaysWhereAllIsAskedFor() {
    assertThat(kept("all", hourly(5000))).isEqualTo(5000);
    assertThat(hourly(200).within(HistoryBounds.parse("all"), NOW, _ -> false, ALL).next())
        .isEmpty();
  }

  @Test
  void theTagsOwnBoundsWinAndWhatIsLeftOutIsUsual() {
    SpecTag tag = docker("v1", "quay.io/x/y:1");
    ImageStream both =
        stream(tag.withAnnotations(Map.of(HistoryBounds.KEEP, "revisions=7")), docker("v2", "q/x"))
            .withAnnotation(HistoryBounds.KEEP, "age=2d, revisions=9");

    assertThat(both.historyBounds("v1")).isEqualTo(new HistoryBounds(7, YEAR, false));
    assertThat(both.historyBounds("v2"))
        .isEqualTo(new HistoryBounds(9, Duration.ofDays(2), false))
        .hasToString("9 revisions and 2d");
    assertThat(both.historyBounds("pushed")).isEqualTo(both.historyBounds("v2"));
    assertThat(HistoryBounds.parse("age=36h"))
        .isEqualTo(new HistoryBounds(100, Duration.ofHours(36), false))
        .hasToString("100 revisions and 1d12h");
  }

  @Test
  void boundsThatMeanNothingAreRefusedByTheirField() {
    for (String bad :
        List.of(
            "none",
            "revisions",
            "revisions=",
            "revisions=0",
            "revisions=-1",
            "revisions=1000001",
            "revisions=99999999999999999999",
            "revisions=3,revisions=4",
            "revisions=3;age=1d",
            "revisions=3,",
            "age=0s",
            "age=-1d",
            "age=40000d",
            "age=1y",
            "age=1.5d",
            "all,age=1d")) {
      assertThatThrownBy(() -> HistoryBounds.parse(bad))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(refused(rules().create(stream().withAnnotation(HistoryBounds.KEEP, bad))))
          .singleElement()
          .asString()
          .startsWith("metadata.annotations[weir.dev/keep]: Invalid value: \"" + bad + "\": ");
      SpecTag tag = docker("v1", "quay.io/x/y:1").withAnnotations(Map.of(HistoryBounds.KEEP, bad));
      assertThat(refused(rules().update(stored(), stream(tag))))
          .singleElement()
          .asString()
          .startsWith("spec.tags[v1].annotations[weir.dev/keep]: Invalid value: \"" + bad + "\": ");
    }
  }

  @Test
  void boundsThatWereStoredUncheckedStandInNobodysWayAndMeanTheUsualOnes() {
    ImageStream stored =
        stored(docker("v1", "quay.io/x/y:1")).withAnnotation(HistoryBounds.KEEP, "ten");
    SpecTag tag =
        stored.specTag("v1").orElseThrow().withAnnotations(Map.of(HistoryBounds.KEEP, "some"));
    ImageStream unchecked = stored.withSpecTag(tag);

    assertThat(unchecked.historyBounds("v1")).isEqualTo(HistoryBounds.USUAL);
    ImageStream moved = unchecked.withSpecTag(tag.withFrom(TagSource.dockerImage("quay.io/x/y:2")));
    assertThat(accepted(rules().update(unchecked, moved)).specTag("v1")).isPresent();
  }
}
