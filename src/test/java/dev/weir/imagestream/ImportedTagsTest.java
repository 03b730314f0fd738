package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.C;
import static dev.weir.imagestream.StreamFixture.NOW;
import static dev.weir.imagestream.StreamFixture.accepted;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.own;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.tagGeneration;
import static dev.weir.imagestream.StreamFixture.tracking;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ImportedTagsTest {
  private static final String FROM = "quay.io/a/ruby:2.0";

  private static ImportedTag found(String image) {
    return found("quay.io/a/ruby@" + image, image);
  }

  private static ImportedTag found(String reference, String image) {
    return new ImportedTag(
        "2.0",
        FROM,
        ImportPolicy.DEFAULT,
        SpecTag.LOCAL,
        true,
        new ImportedTag.Result.Found(reference, image));
  }

  private static ImportedTag failed(String message, boolean named) {
    return new ImportedTag(
        "2.0",
        FROM,
        ImportPolicy.DEFAULT,
        SpecTag.SOURCE,
        named,
        new ImportedTag.Result.Failed("NotFound", message));
  }

  private static ImageStream applied(ImageStream stream, ImportedTag... tags) {
    var outcome = ImportedTags.apply(stream, List.of(tags), NOW);
    assertThat(outcome).isInstanceOf(ImportedTags.Outcome.Changed.class);
    ImageStream edited = ((ImportedTags.Outcome.Changed) outcome).stream();
    return stream.generation() == 0
        ? accepted(rules().createWithStatus(edited))
        : accepted(rules().edit(stream, edited));
  }

  @Test
  void aTagThatFailsAgainAfterAForcedImportDoesNotLookPending() {
    ImageStream stream = applied(stored(docker("2.0", FROM)), failed("gone", true));
    stream =
        accepted(rules().edit(stream, stream.withSpecTag(docker("2.0", FROM).withGeneration(0))));
    long forced = tagGeneration(stream, "2.0");

    stream = applied(stream, failed("gone", true));

    assertThat(stream.history("2.0").conditions().getFirst().generation()).isEqualTo(forced);
    assertThat(tagGeneration(stream, "2.0")).isEqualTo(forced);
  }

  @Test
  void anImportThatFindsNothingNewLeavesWhatIsSaidOfPulls() {
    ImageStream stream = applied(stored(docker("2.0", FROM)), found(A));
    TagCondition gone = TagCondition.pullFailed(NOW, "Unavailable", "no answer", 1);
    stream = stream.withTag("2.0", stream.history("2.0").afterPull(Optional.of(gone)));

    stream = applied(stream, failed("gone", true));
    assertThat(stream.history("2.0").conditions()).hasSize(2).contains(gone);
    stream = applied(stream, found(B));
    assertThat(stream.history("2.0").conditions()).isEmpty();
  }

  /** The worked timeline of image-api.md 3.1. */
  @Test
  void generationsGoTogetherThroughAStreamsLife() {
    ImageStream stream = stored(docker("2.0", FROM));
    assertGenerations(stream, 1, 1, 0);
    stream = applied(stream, found(A));
    assertGenerations(stream, 2, 2, 2);
    stream =
        accepted(rules().edit(stream, stream.withSpecTag(docker("2.0", FROM).withGeneration(0))));
    assertGenerations(stream, 3, 3, 2);
    TagEvent first = stream.newest("2.0").orElseThrow();
    stream = applied(stream, found(A));
    assertGenerations(stream, 4, 4, 4);
    assertThat(stream.newest("2.0")).contains(first.withGeneration(4));
    stream =
        ((PushedTag.Outcome.TagMoved) PushedTag.record(stream, List.of("2.0"), own(B, 0))).stream();
    assertGenerations(stream, 4, 4, 4);
    assertThat(stream.history("2.0").items()).hasSize(2);
    stream = applied(stream, found(C));
    assertGenerations(stream, 5, 5, 5);
    assertThat(ImportedTags.apply(stream, List.of(found(C)), NOW))
        .isEqualTo(new ImportedTags.Outcome.Unchanged());
    stream = applied(stream, failed("gone", true));
    assertGenerations(stream, 6, 6, 5);
    assertThat(stream.history("2.0").conditions().getFirst().generation()).isEqualTo(6);
    assertThat(ImportedTags.apply(stream, List.of(failed("gone", true)), NOW))
        .isEqualTo(new ImportedTags.Outcome.Unchanged());
    stream = accepted(rules().update(stream, stream.withSpecTag(docker("x", "quay.io/x:1"))));
    assertGenerations(stream, 7, 6, 5);
    assertThat(tagGeneration(stream, "x")).isEqualTo(7);
  }

  private static void assertGenerations(ImageStream stream, long own, long spec, long event) {
    assertThat(stream.generation()).isEqualTo(own);
    assertThat(tagGeneration(stream, "2.0")).isEqualTo(spec);
    assertThat(stream.newest("2.0").map(TagEvent::generation).orElse(0L)).isEqualTo(event);
  }

  @Test
  void importIntoNothingMakesSpecTagAndEvent() {
    ImageStream stream = applied(ImageStream.empty(StreamFixture.RUBY), found(A));
    assertGenerations(stream, 1, 1, 1);
    assertThat(stream.specTag("2.0").orElseThrow().referencePolicy()).isEqualTo(SpecTag.LOCAL);
    assertThat(stream.annotation(ImportedTags.CHECKED)).isEqualTo("2026-03-01T10:00:00Z");
  }

  @Test
  void existingTagKeepsItsReferencePolicyAndTakesTheImportPolicy() {
    ImageStream stream = stored(docker("2.0", FROM).withReferencePolicy(SpecTag.SOURCE));
    ImportPolicy insecure = new ImportPolicy(true, false, ImportPolicy.LEGACY);
    ImportedTag tag =
        new ImportedTag("2.0", FROM, insecure, SpecTag.LOCAL, true, found(A).result());
    SpecTag spec = applied(stream, tag).specTag("2.0").orElseThrow();
    assertThat(spec.referencePolicy()).isEqualTo(SpecTag.SOURCE);
    assertThat(spec.importPolicy()).isEqualTo(insecure);
  }

  @Test
  void theSameImageElsewhereAndAnotherImageHereAreNews() {
    ImageStream stream = applied(stored(docker("2.0", FROM)), found(A));
    TagEvent first = stream.newest("2.0").orElseThrow();
    ImageStream elsewhere = applied(stream, found("quay.io/mirror/ruby@" + A, A));
    assertThat(elsewhere.history("2.0").items())
        .containsExactly(
            new TagEvent(first.created(), "quay.io/mirror/ruby@" + A, A, elsewhere.generation()));
    ImageStream moved = applied(stream, found(B));
    assertThat(moved.history("2.0").items()).hasSize(2).endsWith(first);
  }

  @Test
  void anImageWhoseNameIsNoDigestGivesWay() {
    ImageStream old =
        StreamFixture.with(
            stored(docker("2.0", FROM)), "2.0", StreamFixture.event("quay.io/old:1", "old-id", 1));
    assertThat(applied(old, found(A)).newest("2.0").orElseThrow().image()).isEqualTo(A);
  }

  @Test
  void importReplacesAnAlias() {
    ImageStream stream = applied(stored(tracking("2.0", "other")), found(A));
    assertThat(stream.specTag("2.0").orElseThrow().from()).contains(TagSource.dockerImage(FROM));
  }

  @Test
  void successClearsConditions() {
    ImageStream failed = applied(stored(docker("2.0", FROM)), failed("gone", true));
    assertThat(failed.history("2.0").conditions()).hasSize(1);
    assertThat(applied(failed, found(A)).history("2.0").conditions()).isEmpty();
  }

  @Test
  void failureWithoutMessageSaysSo() {
    ImageStream stream = applied(stored(docker("2.0", FROM)), failed("", true));
    assertThat(stream.history("2.0").conditions().getFirst().message())
        .isEqualTo("unknown error prevented import");
  }

  @Test
  void failureKeepsTheOldEvents() {
    ImageStream stream = applied(applied(stored(docker("2.0", FROM)), found(A)), failed("x", true));
    assertThat(stream.newest("2.0").orElseThrow().image()).isEqualTo(A);
  }

  @Test
  void failureOfANamedTagMakesItsSpecTagButOneOfARepositoryDoesNot() {
    assertThat(applied(stored(), failed("gone", true)).spec()).containsOnlyKeys("2.0");
    assertThat(applied(stored(), failed("gone", false)).spec()).isEmpty();
  }

  @Test
  void onlyWhatIsNewerThanTheLastLookIsDue() {
    ImageStream fresh =
        stored(
            docker("2.0", FROM), docker("r", "q.io/r").withReference(true), tracking("t", "2.0"));
    assertThat(names(fresh)).containsExactly("2.0");
    ImageStream imported = applied(fresh, found(A));
    assertThat(ImportDue.of(imported).isEmpty()).isTrue();
    ImageStream added =
        accepted(rules().update(imported, imported.withSpecTag(docker("3", "q.io/a:3"))));
    assertThat(names(added)).containsExactly("3");
    ImageStream failed = applied(imported, failed("gone", true));
    assertThat(ImportDue.of(failed).isEmpty()).isTrue();
  }

  @Test
  void repositoryIsImportedOnce() {
    ImageStream stream = stored();
    ImageStream whole =
        new ImageStream(stream.metadata(), false, "quay.io/a/ruby", stream.spec(), stream.tags());
    assertThat(ImportDue.of(whole).repository()).isTrue();
    assertThat(ImportDue.of(whole.withAnnotation(ImportedTags.CHECKED, "any text")).isEmpty())
        .isTrue();
  }

  private static List<String> names(ImageStream stream) {
    return ImportDue.of(stream).tags().stream().map(SpecTag::name).toList();
  }
}
