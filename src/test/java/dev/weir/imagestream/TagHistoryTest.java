package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.NOW;
import static dev.weir.imagestream.StreamFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TagHistoryTest {
  private static final TagCondition FAILED =
      TagCondition.importFailed(NOW, "NotFound", "not there", 1);
  private final TagHistory one = new TagHistory(List.of(event("r/x@" + A, A, 1)), List.of(FAILED));

  @Test
  void sameEventChangesNothingAndKeepsConditions() {
    var added = one.add(new TagEvent(NOW, "r/x@" + A, A, 1));
    assertThat(added).isEqualTo(new TagHistory.Added.Unchanged(one));
  }

  @Test
  void newerGenerationOfTheSameIsCorrectedInPlaceWithItsOldTime() {
    var added = one.add(new TagEvent(NOW, "r/x@" + A, A, 2));
    assertThat(added)
        .isEqualTo(
            new TagHistory.Added.Amended(
                new TagHistory(List.of(event("r/x@" + A, A, 2)), List.of())));
  }

  @Test
  void samePullSpecWithAnotherImageReplacesTheImage() {
    var added = one.add(new TagEvent(NOW, "r/x@" + A, B, 2));
    assertThat(added.history().items()).containsExactly(event("r/x@" + A, B, 2));
    assertThat(added).isInstanceOf(TagHistory.Added.Amended.class);
  }

  @Test
  void referenceEventWithTheSamePullSpecBlanksTheImage() {
    assertThat(one.add(new TagEvent(NOW, "r/x@" + A, "", 1)).history().items())
        .containsExactly(event("r/x@" + A, "", 1));
  }

  @Test
  void sameImageElsewhereReplacesThePullSpec() {
    var added = one.add(new TagEvent(NOW, "other/x@" + A, A, 1));
    assertThat(added.history().items()).containsExactly(event("other/x@" + A, A, 1));
    assertThat(added.history().conditions()).isEmpty();
  }

  @Test
  void whatBecameOfAPullStandsBesideWhatBecameOfImports() {
    TagCondition gone = TagCondition.pullFailed(NOW, "Unavailable", "no answer", 1);

    TagHistory told = one.afterPull(Optional.of(gone));
    assertThat(told.conditions()).containsExactly(FAILED, gone);
    assertThat(told.tellsOfAPull()).isTrue();
    TagCondition again = TagCondition.pullFailed(NOW.plusSeconds(9), "Unavailable", "no answer", 1);
    assertThat(told.afterPull(Optional.of(again))).isEqualTo(told);
    assertThat(told.afterPull(Optional.empty())).isEqualTo(one);
    assertThat(one.tellsOfAPull()).isFalse();
  }

  @Test
  void anotherImageElsewhereGoesInFront() {
    TagEvent next = new TagEvent(NOW, "r/x@" + B, B, 1);
    var added = one.add(next);
    assertThat(added).isInstanceOf(TagHistory.Added.Moved.class);
    assertThat(added.history().items()).containsExactly(next, event("r/x@" + A, A, 1));
    assertThat(added.history().conditions()).isEmpty();
  }

  @Test
  void firstEventDropsConditions() {
    TagEvent first = event("r/x@" + A, A, 1);
    var added = new TagHistory(List.of(), List.of(FAILED)).add(first);
    assertThat(added)
        .isEqualTo(new TagHistory.Added.Moved(new TagHistory(List.of(first), List.of())));
  }

  @Test
  void movingBackMakesAThirdEntry() {
    TagHistory history =
        one.add(event("r/x@" + B, B, 1)).history().add(event("r/x@" + A, A, 1)).history();
    assertThat(history.items()).extracting(TagEvent::image).containsExactly(A, B, A);
  }
}
