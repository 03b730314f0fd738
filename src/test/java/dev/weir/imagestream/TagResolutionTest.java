package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.NOW;
import static dev.weir.imagestream.StreamFixture.RUBY;
import static dev.weir.imagestream.StreamFixture.accepted;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.event;
import static dev.weir.imagestream.StreamFixture.own;
import static dev.weir.imagestream.StreamFixture.refused;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.source;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.tracking;
import static dev.weir.imagestream.StreamFixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.OwnRegistry;
import dev.weir.reference.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TagResolutionTest {
  private static final StreamName BASE = new StreamName("shared", "base");

  private final ImageStream before = with(stored(), "2.0", own(A, 1));

  private ImageStream update(SpecTag tag, ImageStream... others) {
    return accepted(rules(others).update(before, before.withSpecTag(tag)));
  }

  private static ImageStream base(TagEvent... events) {
    return with(ImageStream.empty(BASE), "v1", events);
  }

  @Test
  void dockerImageWithoutReferenceIsLeftToTheImporter() {
    assertThat(update(docker("2.0", "quay.io/a/ruby:2.0")).tags()).isEqualTo(before.tags());
  }

  @Test
  void referenceTagPointsAtItsSourceVerbatimAndHasNoImage() {
    ImageStream next = update(docker("ref", "quay.io/a/ruby:2.0").withReference(true));
    assertThat(next.newest("ref")).contains(new TagEvent(NOW, "quay.io/a/ruby:2.0", "", 2));
    assertThat(next.history("2.0")).isEqualTo(before.history("2.0"));
  }

  @Test
  void aReferenceThatPointsElsewhereGoesInFront() {
    ImageStream filled = StreamFixture.with(stored(docker("t", "q.io/a:1")), "t", own(A, 1));
    ImageStream next =
        accepted(
            rules()
                .update(filled, filled.withSpecTag(docker("t", "q.io/b:1").withReference(true))));
    assertThat(next.history("t").items()).hasSize(2).endsWith(own(A, 1));
    assertThat(next.newest("t").orElseThrow().image()).isEmpty();
  }

  @Test
  void eachNamespaceIsAskedAboutWithItsOwnAnswer() {
    StreamRules rules =
        new StreamRules(
            NOW,
            SourceStreams.NONE,
            name ->
                name.namespace().equals("open")
                    ? Optional.empty()
                    : Optional.of("not in " + name.namespace()));
    ImageStream after =
        before
            .withSpecTag(source("a", TagSource.STREAM_TAG, "one", "base:v1"))
            .withSpecTag(source("b", TagSource.STREAM_TAG, "open", "base:v1"))
            .withSpecTag(source("c", TagSource.STREAM_TAG, "two", "base:v1"));
    assertThat(refused(rules.update(before, after)))
        .containsExactly(
            "spec.tags[a].from: Forbidden: one/base: \"not in one\" \"\"",
            "spec.tags[c].from: Forbidden: two/base: \"not in two\" \"\"");
  }

  @Test
  void unchangedTagsWithOldNamesAreLeftAlone() {
    ImageStream old =
        before.withSpec(
            Map.of("x", source("x", TagSource.STREAM_IMAGE, "", "@sha256:1").withGeneration(1)));
    assertThat(accepted(rules().update(old, old.withAnnotation("a", "b"))).tags())
        .isEqualTo(old.tags());
  }

  @Test
  void tagOfTheSameStreamIsCopiedWithItsTime() {
    ImageStream next = update(tracking("stable", "2.0"));
    assertThat(next.newest("stable")).contains(own(A, 2));
    assertThat(next.newest("2.0")).contains(own(A, 1));
  }

  @Test
  void streamAndTagMayBothBeNamed() {
    assertThat(update(tracking("stable", "ruby:2.0")).newest("stable")).contains(own(A, 2));
  }

  @Test
  void missingSourceTagMakesNoEventAndNoError() {
    ImageStream next = update(tracking("stable", "nope"));
    assertThat(next.spec()).containsKey("stable");
    assertThat(next.tags()).doesNotContainKey("stable");
  }

  @Test
  void imageIsFoundByTheStartOfItsDigestInTheWholeHistory() {
    ImageStream whole = with(stored(), "2.0", own(A, 1), own(B, 1));
    ImageStream next =
        accepted(
            rules(whole)
                .update(
                    before,
                    before.withSpecTag(source("old", TagSource.STREAM_IMAGE, "", "ruby@b2b2"))));
    assertThat(next.newest("old")).contains(new TagEvent(NOW, OwnRegistry.pullSpec(RUBY, B), B, 2));
  }

  @Test
  void imageMayBeNamedWithoutStream() {
    assertThat(update(source("x", TagSource.STREAM_IMAGE, "", A)).newest("x").orElseThrow().image())
        .isEqualTo(A);
  }

  @Test
  void imageNameThatIsNoDigestMatchesAsItIs() {
    ImageStream odd = with(stored(), "t", event("quay.io/a:1", "12345", 1));
    ImageStream next =
        accepted(
            rules()
                .update(odd, odd.withSpecTag(source("x", TagSource.STREAM_IMAGE, "", "ruby@123"))));
    assertThat(next.newest("x").orElseThrow().image()).isEqualTo("12345");
  }

  @Test
  void unknownImageIsRefused() {
    assertThat(
            refused(
                rules()
                    .update(
                        before,
                        before.withSpecTag(source("x", TagSource.STREAM_IMAGE, "", "ruby@ff")))))
        .containsExactly(
            "spec.tags[x].from.name: Invalid value: \"ruby@ff\": error generating tag event:"
                + " imagestreamimage.image.openshift.io \"ruby@ff\" not found");
  }

  @Test
  void ambiguousImageIsRefusedWithAllCandidates() {
    String other = "sha256:" + "a1".repeat(31) + "ff";
    ImageStream two = with(before, "2.1", own(other, 1));
    assertThat(
            refused(
                rules()
                    .update(
                        two,
                        two.withSpecTag(source("x", TagSource.STREAM_IMAGE, "", "ruby@a1a1")))))
        .containsExactly(
            "spec.tags[x].from.name: Invalid value: \"ruby@a1a1\": error generating tag event:"
                + " multiple images match the prefix \"a1a1\": "
                + A
                + ", "
                + other);
  }

  @Test
  void imageOfTheIntegratedRegistryIsRehomed() {
    ImageStream next =
        update(
            source("x", TagSource.STREAM_TAG, "shared", "base:v1"),
            base(event(OwnRegistry.pullSpec(BASE, B), B, 9)));
    assertThat(next.newest("x")).contains(event(OwnRegistry.pullSpec(RUBY, B), B, 2));
  }

  @Test
  void referenceKeepsThePullSpecOfTheSource() {
    ImageStream next =
        update(
            source("x", TagSource.STREAM_TAG, "shared", "base:v1").withReference(true),
            base(event(OwnRegistry.pullSpec(BASE, B), B, 9)));
    assertThat(next.newest("x")).contains(event(OwnRegistry.pullSpec(BASE, B), B, 2));
  }

  @Test
  void externalPullSpecStaysExternal() {
    ImageStream next =
        update(
            source("x", TagSource.STREAM_TAG, "shared", "base:v1"),
            base(event("quay.io/shared/base@" + B, B, 9)));
    assertThat(next.newest("x")).contains(event("quay.io/shared/base@" + B, B, 2));
  }

  @Test
  void missingStreamIsNamed() {
    assertThat(
            refused(
                rules()
                    .update(
                        before,
                        before.withSpecTag(
                            source("x", TagSource.STREAM_TAG, "shared", "base:v1")))))
        .containsExactly("spec.tags[x].from.name: Not found: \"base:v1\"");
  }

  @Test
  void badNamesAreRefused() {
    for (String bad : List.of("a:b:c", ":t", "a:")) {
      assertThat(refused(rules().update(before, before.withSpecTag(tracking("x", bad)))))
          .containsExactly(
              "spec.tags[x].from.name: Invalid value: \""
                  + bad
                  + "\": must be of the form <tag>,"
                  + " <repo>:<tag>, <id>, or <repo>@<id>");
    }
  }

  @Test
  void tagWithoutSourceMakesNoEvent() {
    assertThat(update(SpecTag.named("x")).tags()).isEqualTo(before.tags());
  }

  @Test
  void askingAgainDoesNotResolveAgain() {
    ImageStream tracked = update(tracking("stable", "2.0"));
    ImageStream moved = tracked.withTag("stable", new TagHistory(List.of(own(B, 2)), List.of()));
    ImageStream next =
        accepted(
            rules().update(moved, moved.withSpecTag(tracking("stable", "2.0").withGeneration(0))));
    assertThat(next.newest("stable")).contains(own(B, 2));
    assertThat(next.specTag("stable").orElseThrow().generation()).hasValue(3);
  }

  @Test
  void eachForeignStreamIsAskedAboutOnce() {
    List<StreamName> asked = new ArrayList<>();
    StreamRules rules =
        new StreamRules(
            NOW,
            SourceStreams.NONE,
            name -> {
              asked.add(name);
              return Optional.of("no rights");
            });
    ImageStream after =
        before
            .withSpecTag(source("x", TagSource.STREAM_TAG, "shared", "base:v1"))
            .withSpecTag(source("y", TagSource.STREAM_IMAGE, "shared", "base@12"))
            .withSpecTag(source("z", TagSource.STREAM_TAG, "demo", "2.0"))
            .withSpecTag(docker("d", "quay.io/a:1"));
    assertThat(refused(rules.update(before, after)))
        .containsExactly(
            "spec.tags[x].from: Forbidden: shared/base: \"no rights\" \"\"",
            "spec.tags[y].from: Forbidden: shared/base: \"no rights\" \"\"");
    assertThat(asked).containsExactly(BASE);
  }

  @Test
  void unchangedForeignSourceIsNotAskedAboutAgain() {
    ImageStream stored =
        update(
            source("x", TagSource.STREAM_TAG, "shared", "base:v1"),
            base(event("q.io/b@" + B, B, 1)));
    StreamRules denied =
        new StreamRules(NOW, SourceStreams.NONE, _ -> Optional.of("revoked meanwhile"));
    assertThat(accepted(denied.update(stored, stored.withAnnotation("a", "b"))).newest("x"))
        .isEqualTo(stored.newest("x"));
  }

  @Test
  void dockerImageWithForeignNamespaceHasABadName() {
    assertThat(
            refused(
                rules()
                    .update(
                        before,
                        before.withSpecTag(
                            source("x", TagSource.DOCKER_IMAGE, "other", "q.io/a:1")))))
        .containsExactly(
            "spec.tags[x].from.name: Invalid value: \"q.io/a:1\": must be of the form <tag>,"
                + " <repo>:<tag>, <id>, or <repo>@<id>");
  }
}
