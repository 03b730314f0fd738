package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.C;
import static dev.weir.imagestream.StreamFixture.NOW;
import static dev.weir.imagestream.StreamFixture.RUBY;
import static dev.weir.imagestream.StreamFixture.accepted;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.event;
import static dev.weir.imagestream.StreamFixture.held;
import static dev.weir.imagestream.StreamFixture.own;
import static dev.weir.imagestream.StreamFixture.refused;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.source;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.tagGeneration;
import static dev.weir.imagestream.StreamFixture.tracking;
import static dev.weir.imagestream.StreamFixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.reference.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tag that somebody holds is moved by a push, and by nothing else. */
final class HoldsTest {
  private static final String WHY = "ann: v2 loses orders";

  private static SpecTag hold(SpecTag tag) {
    return tag.withAnnotation(SpecTag.HOLD, WHY);
  }

  private static SpecTag at(SpecTag tag, String image) {
    return hold(tag).withAnnotation(SpecTag.HELD_IMAGE, image);
  }

  private static SpecTag free(SpecTag tag) {
    return tag.withoutAnnotation(SpecTag.HOLD).withoutAnnotation(SpecTag.HELD_IMAGE);
  }

  private static SpecTag spec(ImageStream stream, String tag) {
    return stream.specTag(tag).orElseThrow();
  }

  private static ImageStream edited(ImageStream stream, SpecTag tag) {
    return accepted(rules().edit(stream, stream.withSpecTag(tag)));
  }

  private static ImageStream pushed(ImageStream stream, String image, String... tags) {
    var outcome = PushedTag.record(stream, List.of(tags), own(image, 0));
    assertThat(outcome).isInstanceOf(PushedTag.Outcome.TagMoved.class);
    return ((PushedTag.Outcome.TagMoved) outcome).stream();
  }

  private static String image(ImageStream stream, String tag) {
    return stream.newest(tag).map(TagEvent::image).orElse("");
  }

  /** Two moves of a tag that is imported: to A, then to B. */
  private static ImageStream imported() {
    ImageStream stream = stored(docker("v1", "quay.io/ruby:1"));
    return with(stream, "v1", of("quay.io", B), of("quay.io", A));
  }

  private static TagEvent of(String registry, String image) {
    return event(registry + "/ruby@" + image, image, 1);
  }

  private static ImportedTag found(String tag, String image) {
    return new ImportedTag(
        tag,
        "quay.io/ruby:1",
        ImportPolicy.DEFAULT,
        SpecTag.SOURCE,
        true,
        new ImportedTag.Result.Found("quay.io/ruby@" + image, image));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void aBlankHoldIsNone(String text) {
    SpecTag tag = SpecTag.named("v1").withAnnotation(SpecTag.HOLD, text);
    assertThat(tag.isHeld()).isFalse();
    assertThat(tag.hold()).isEmpty();
  }

  @Test
  void noImportMovesAHeldTagAndWhatItFollowsStays() {
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));
    var elsewhere =
        new ImportedTag(
            "v1",
            "docker.io/other:2",
            new ImportPolicy(true, true, ImportPolicy.LEGACY),
            SpecTag.LOCAL,
            true,
            new ImportedTag.Result.Found("docker.io/other@" + C, C));
    var failed =
        new ImportedTag(
            "v1",
            "quay.io/ruby:1",
            ImportPolicy.DEFAULT,
            SpecTag.SOURCE,
            true,
            new ImportedTag.Result.Failed("NotFound", "gone"));
    ImageStream checked = stream.withAnnotation(ImportedTags.CHECKED, "2026-03-01T10:00:00Z");

    assertThat(ImportedTags.apply(checked, List.of(found("v1", C), elsewhere, failed), NOW))
        .isEqualTo(new ImportedTags.Outcome.Unchanged());
  }

  @Test
  void anImportMovesTheOtherTagsOfTheStream() {
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));
    var outcome = ImportedTags.apply(stream, List.of(found("v1", C), found("v2", C)), NOW);
    ImageStream next =
        accepted(rules().edit(stream, ((ImportedTags.Outcome.Changed) outcome).stream()));
    assertThat(image(next, "v1")).isEqualTo(B);
    assertThat(image(next, "v2")).isEqualTo(C);
  }

  @Test
  void aHeldTagIsNeverDueAndIsSoAtOnceWhenItIsReleased() {
    ImageStream fresh = stored(hold(docker("v1", "quay.io/ruby:1")));
    assertThat(ImportDue.of(fresh).isEmpty()).isTrue();
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));
    ImageStream asked = edited(stream, spec(stream, "v1").withGeneration(0));
    assertThat(ImportDue.of(asked).isEmpty()).isTrue();
    assertThat(asked).isEqualTo(stream);

    ImageStream released = edited(asked, free(spec(asked, "v1")));

    ImageStream checked = released.withAnnotation(ImportedTags.CHECKED, "2026-03-01T10:00:00Z");
    assertThat(ImportDue.of(checked).tags()).extracting(SpecTag::name).containsExactly("v1");
    assertThat(image(released, "v1")).isEqualTo(B);
    assertThat(released.generation()).isGreaterThan(stream.generation());
  }

  @Test
  void aHeldFollowerStaysWithAllThatFollowsItAndCatchesUpWhenItIsReleased() {
    ImageStream stream = stored(tracking("live", "main"), tracking("shown", "live"));
    stream = pushed(stream, A, "main");
    stream = edited(stream, hold(spec(stream, "live")));
    stream = pushed(stream, B, "main");
    stream = pushed(stream, C, "main");
    assertThat(image(stream, "live")).isEqualTo(A);
    assertThat(image(stream, "shown")).isEqualTo(A);

    ImageStream released = edited(stream, free(spec(stream, "live")));

    assertThat(image(released, "live")).isEqualTo(C);
    assertThat(image(released, "shown")).isEqualTo(C);
    assertThat(released.history("live").items()).hasSize(2);
    assertThat(spec(released, "live").from()).isEqualTo(spec(stream, "live").from());
  }

  @Test
  void severalThatFollowOneAnotherCatchUpTogether() {
    ImageStream stream = stored(tracking("a", "b"), tracking("b", "main"));
    stream = pushed(stream, A, "main");
    stream =
        accepted(
            rules()
                .edit(
                    stream,
                    stream
                        .withSpecTag(hold(spec(stream, "a")))
                        .withSpecTag(hold(spec(stream, "b")))));
    stream = pushed(stream, B, "main");

    ImageStream released =
        accepted(
            rules()
                .edit(
                    stream,
                    stream
                        .withSpecTag(free(spec(stream, "a")))
                        .withSpecTag(free(spec(stream, "b")))));

    assertThat(List.of(image(released, "a"), image(released, "b"))).containsOnly(B);
  }

  @Test
  void aTagThatFollowsNothingStaysWhereItIsWhenItIsReleased() {
    ImageStream shared =
        with(
            ImageStream.empty(new StreamName("shared", "base")),
            "v1",
            event("quay.io/base@" + C, C, 1));
    ImageStream stream =
        accepted(
            rules(shared)
                .create(
                    StreamFixture.stream(
                        source("copy", TagSource.STREAM_TAG, "shared", "base:v1"))));
    stream = with(stream, "copy", own(B, 1), own(A, 1));
    stream = edited(stream, at(spec(stream, "copy"), A));

    ImageStream released =
        accepted(rules(shared).edit(stream, stream.withSpecTag(free(spec(stream, "copy")))));

    assertThat(released.tags()).isEqualTo(stream.tags());
  }

  @Test
  void aHeldTagCannotBePointedElsewhere() {
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));
    SpecTag tag = spec(stream, "v1");
    List<SpecTag> elsewhere =
        List.of(
            tag.withFrom(TagSource.dockerImage("quay.io/ruby:2")),
            tag.withFrom(new TagSource(TagSource.STREAM_TAG, "", "main", Map.of())),
            tag.withFrom(new TagSource(TagSource.STREAM_IMAGE, "", "ruby@" + A, Map.of())),
            tag.withFrom(
                new TagSource(TagSource.DOCKER_IMAGE, "shared", "quay.io/ruby:1", Map.of())),
            tag.withReference(true),
            hold(SpecTag.named("v1")));

    assertThat(elsewhere)
        .allSatisfy(
            wanted ->
                assertThat(held(rules().edit(stream, stream.withSpecTag(wanted))))
                    .isEqualTo(
                        "tag ruby:v1 is held (ann: v2 loses orders): only a push or"
                            + " \"weir release ruby:v1\" moves it"));
  }

  @Test
  void whatDoesNotPointItElsewhereMayBeWritten() {
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));
    SpecTag tag = spec(stream, "v1");
    List<SpecTag> same =
        List.of(
            tag.withAnnotation("description", "the first"),
            tag.withAnnotation(SpecTag.HOLD, "ben"),
            tag.withImportPolicy(new ImportPolicy(true, true, ImportPolicy.PRESERVE_ORIGINAL)),
            tag.withReferencePolicy(SpecTag.LOCAL),
            tag.withFrom(
                new TagSource(TagSource.DOCKER_IMAGE, "demo", "quay.io/ruby:1", Map.of())));

    assertThat(same).allSatisfy(it -> assertThat(image(edited(stream, it), "v1")).isEqualTo(B));
  }

  @Test
  void whoReleasesATagMayPointItElsewhereInTheSameWrite() {
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));
    stream = with(stream, "main", own(C, 1));

    ImageStream next = edited(stream, free(tracking("v1", "main")));

    assertThat(image(next, "v1")).isEqualTo(C);
  }

  @Test
  void whoHoldsATagMayPointItElsewhereInTheSameWrite() {
    ImageStream stream = with(imported(), "main", own(C, 1));

    ImageStream next = edited(stream, hold(tracking("v1", "main")));

    assertThat(image(next, "v1")).isEqualTo(C);
    assertThat(image(pushed(next, A, "main"), "v1")).isEqualTo(C);
  }

  @Test
  void aHeldImageMovesTheTagBackAsOneEventAndKeepsWhatItFollows() {
    ImageStream stream = imported();

    ImageStream back = edited(stream, at(spec(stream, "v1"), A));

    assertThat(back.history("v1").items()).hasSize(3);
    TagEvent newest = back.newest("v1").orElseThrow();
    assertThat(newest.image()).isEqualTo(A);
    assertThat(newest.reference()).isEqualTo("quay.io/ruby@" + A);
    assertThat(newest.created()).isEqualTo(NOW);
    assertThat(newest.origin().how()).isEqualTo(How.ROLLBACK);
    assertThat(newest.generation()).isEqualTo(tagGeneration(back, "v1"));
    assertThat(spec(back, "v1").from()).isEqualTo(spec(stream, "v1").from());
  }

  @Test
  void whatFollowsATagGoesBackWithIt() {
    ImageStream stream = stored(tracking("shown", "main"));
    stream = pushed(stream, A, "main");
    stream = pushed(stream, B, "main");

    ImageStream back = edited(stream, at(SpecTag.named("main"), A));

    assertThat(image(back, "shown")).isEqualTo(A);
  }

  @Test
  void anImageThatLeftTheNewestValueIsFoundInTheRestOfTheHistory() {
    ImageStream whole = imported();
    ImageStream newest = with(whole, "v1", of("quay.io", B));

    ImageStream back =
        accepted(rules(whole).edit(newest, newest.withSpecTag(at(spec(newest, "v1"), A))));

    assertThat(back.history("v1").items()).hasSize(2);
    assertThat(image(back, "v1")).isEqualTo(A);
  }

  @Test
  void anImageThatOnlyAnotherTagHadIsNoneOfItsHistory() {
    ImageStream stream = with(imported(), "other", own(C, 1));
    for (String image : List.of(C, "sha256:" + "f".repeat(64), A.substring(0, 20), "latest")) {
      assertThat(refused(rules().edit(stream, stream.withSpecTag(at(spec(stream, "v1"), image)))))
          .singleElement()
          .asString()
          .startsWith("spec.tags[v1].annotations[weir.dev/held-image]: Invalid value")
          .contains("ruby:v1 never was this image", "weir tag history ruby:v1");
    }
  }

  @Test
  void aHeldImageWithoutAHoldIsRefusedAndOneThatWasThereSaysNothing() {
    ImageStream stream = imported();
    SpecTag alone = spec(stream, "v1").withAnnotation(SpecTag.HELD_IMAGE, A);
    assertThat(refused(rules().edit(stream, stream.withSpecTag(alone))))
        .singleElement()
        .asString()
        .contains("takes effect beside weir.dev/hold only");

    ImageStream old = stream.withSpecTag(alone);
    ImageStream edited = edited(old, alone.withAnnotation("description", "x"));
    assertThat(image(edited, "v1")).isEqualTo(B);
  }

  @Test
  void aReleaseTakesTheHeldImageAwayUnlessItNamesAnother() {
    ImageStream stream = edited(imported(), at(spec(imported(), "v1"), A));

    ImageStream released = edited(stream, spec(stream, "v1").withoutAnnotation(SpecTag.HOLD));
    assertThat(spec(released, "v1").annotations()).isEmpty();

    SpecTag other =
        spec(stream, "v1").withoutAnnotation(SpecTag.HOLD).withAnnotation(SpecTag.HELD_IMAGE, B);
    assertThat(refused(rules().edit(stream, stream.withSpecTag(other)))).hasSize(1);
  }

  @Test
  void aHeldTagGoesFurtherBackAndForthByItsHeldImageAndNotByTheSameOneTwice() {
    ImageStream stream = edited(imported(), at(spec(imported(), "v1"), A));
    ImageStream forth = edited(stream, at(spec(stream, "v1"), B));
    assertThat(image(forth, "v1")).isEqualTo(B);
    ImageStream again = edited(forth, at(spec(forth, "v1"), B).withAnnotation(SpecTag.HOLD, "ben"));
    assertThat(again.tags()).isEqualTo(forth.tags());
  }

  @Test
  void aPushedTagThatIsHeldGetsASpecThatNamesItsImage() {
    ImageStream stream = pushed(pushed(stored(), A, "live"), B, "live");

    ImageStream held = edited(stream, hold(SpecTag.named("live")));
    assertThat(spec(held, "live").from().orElseThrow())
        .isEqualTo(new TagSource(TagSource.STREAM_IMAGE, "", "ruby@" + B, Map.of()));
    assertThat(held.history("live").items()).hasSize(2);
    assertThat(held.newest("live").orElseThrow().generation())
        .isEqualTo(tagGeneration(held, "live"));

    ImageStream back = edited(stream, at(SpecTag.named("live"), A));
    assertThat(spec(back, "live").from().orElseThrow().name()).isEqualTo("ruby@" + A);
    assertThat(image(back, "live")).isEqualTo(A);
  }

  @Test
  void aPullSpecThatAnotherTagHadForTheSameImageIsNotTaken() {
    ImageStream stream = with(imported(), "live", own(A, 1));

    ImageStream held = edited(stream, hold(SpecTag.named("live")));

    assertThat(held.newest("live").orElseThrow().reference()).isEqualTo(own(A, 1).reference());
  }

  @Test
  void aTagThatNamesAnImageOfItsStreamNamesTheOneThatItIsHeldAt() {
    ImageStream stream = stored();
    stream = pushed(pushed(stream, A, "main"), B, "main");
    stream = edited(stream, source("live", TagSource.STREAM_IMAGE, "", "ruby@" + A));
    stream = pushed(stream, B, "live");
    assertThat(spec(stream, "live").from().orElseThrow().name()).isEqualTo("ruby@" + A);

    ImageStream held = edited(stream, hold(spec(stream, "live")));

    assertThat(spec(held, "live").from().orElseThrow().name()).isEqualTo("ruby@" + B);
    assertThat(image(held, "live")).isEqualTo(B);
    assertThat(held.newest("live").orElseThrow().generation())
        .isEqualTo(tagGeneration(held, "live"));
  }

  @Test
  void aPushMovesAHeldTagSaysSoInItsSpecAndKeepsTheHold() {
    ImageStream stream = pushed(pushed(stored(), A, "live"), B, "live");
    stream = edited(stream, at(SpecTag.named("live"), A));
    long generation = stream.generation();

    ImageStream next = pushed(stream, C, "live");

    SpecTag live = spec(next, "live");
    assertThat(image(next, "live")).isEqualTo(C);
    assertThat(live.hold()).contains(WHY);
    assertThat(live.heldImage()).contains(C);
    assertThat(live.from().orElseThrow().name()).isEqualTo("ruby@" + C);
    assertThat(next.generation()).isEqualTo(generation + 1);
    assertThat(next.newest("live").orElseThrow().generation())
        .isEqualTo(tagGeneration(next, "live"));
    assertThat(PushedTag.record(next, List.of("live"), own(C, 0)))
        .isEqualTo(new PushedTag.Outcome.Unchanged());
  }

  @Test
  void aPushOntoAHeldTagOfAnImportKeepsWhatItFollows() {
    ImageStream stream = edited(imported(), at(spec(imported(), "v1"), A));

    ImageStream next = pushed(stream, C, "v1");

    assertThat(spec(next, "v1").from()).isEqualTo(spec(stream, "v1").from());
    assertThat(spec(next, "v1").heldImage()).contains(C);
    assertThat(tagGeneration(next, "v1")).isEqualTo(tagGeneration(stream, "v1"));
  }

  @Test
  void aStatusCannotMoveAHeldTagAndMayTakeAwayWhatItWas() {
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));
    assertThat(held(rules().updateStatus(stream, with(stream, "v1", own(C, 1)))))
        .contains("weir release ruby:v1");
    assertThat(held(rules().updateStatus(stream, with(stream, "v1", of("quay.io", A)))))
        .contains("ruby:v1 is held");

    ImageStream shorter = with(stream, "v1", of("quay.io", B));
    assertThat(accepted(rules().updateStatus(stream, shorter)).history("v1").items()).hasSize(1);
    assertThat(accepted(rules().updateStatus(stream, stream.withoutTag("v1"))).tags()).isEmpty();
  }

  @Test
  void aHeldTagMayBeRemovedAndBeginsAnew() {
    ImageStream stream = edited(imported(), hold(spec(imported(), "v1")));

    ImageStream gone = accepted(rules().edit(stream, stream.withoutSpecTag("v1").withoutTag("v1")));

    assertThat(gone.spec()).isEmpty();
    assertThat(edited(gone, docker("v1", "quay.io/ruby:1")).specTag("v1").orElseThrow().isHeld())
        .isFalse();
  }

  @Test
  void aTagThatIsMadeHeldHasNothingToGoBackTo() {
    assertThat(refused(rules().create(StreamFixture.stream(at(docker("v1", "quay.io/r:1"), A)))))
        .singleElement()
        .asString()
        .contains("never was this image");
    assertThat(Optional.of(stored(hold(docker("v1", "quay.io/r:1"))).name())).contains(RUBY);
  }
}
