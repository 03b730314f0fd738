package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.accepted;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.source;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.stream;
import static dev.weir.imagestream.StreamFixture.tagGeneration;
import static dev.weir.imagestream.StreamFixture.tracking;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class GenerationsTest {
  private final ImageStream first = stored(docker("2.0", "quay.io/a/ruby:2.0"));

  private static boolean changed(SpecTag before, SpecTag after) {
    return Generations.isChanged("demo", before, after);
  }

  @Test
  void newStreamAndItsTagsBeginAtOne() {
    ImageStream created = accepted(rules().create(stream(docker("a", "x/a").withGeneration(77))));
    assertThat(created.generation()).isEqualTo(1);
    assertThat(tagGeneration(created, "a")).isEqualTo(1);
  }

  @Test
  void metadataAloneBumpsNothing() {
    ImageStream next = accepted(rules().update(first, first.withAnnotation("a", "b")));
    assertThat(next.generation()).isEqualTo(1);
    assertThat(next.annotation("a")).isEqualTo("b");
  }

  @Test
  void zeroAsksForANewImportOfThatTag() {
    ImageStream asked = first.withSpecTag(docker("2.0", "quay.io/a/ruby:2.0").withGeneration(0));
    ImageStream next = accepted(rules().update(first, asked));
    assertThat(next.generation()).isEqualTo(2);
    assertThat(tagGeneration(next, "2.0")).isEqualTo(2);
  }

  @Test
  void otherNumbersFromClientsDoNotCount() {
    ImageStream asked = first.withSpecTag(docker("2.0", "quay.io/a/ruby:2.0").withGeneration(99));
    ImageStream next = accepted(rules().update(first, asked));
    assertThat(next.generation()).isEqualTo(1);
    assertThat(tagGeneration(next, "2.0")).isEqualTo(1);
  }

  @Test
  void addedTagLeavesTheNumbersOfOthers() {
    ImageStream next =
        accepted(rules().update(first, first.withSpecTag(docker("x", "quay.io/a/ruby:x"))));
    assertThat(next.generation()).isEqualTo(2);
    assertThat(tagGeneration(next, "2.0")).isEqualTo(1);
    assertThat(tagGeneration(next, "x")).isEqualTo(2);
  }

  @Test
  void annotationsAndPoliciesBumpTheStreamOnly() {
    SpecTag tag = docker("2.0", "quay.io/a/ruby:2.0").withAnnotations(Map.of("k", "v"));
    ImageStream next = accepted(rules().update(first, first.withSpecTag(tag)));
    assertThat(next.generation()).isEqualTo(2);
    assertThat(tagGeneration(next, "2.0")).isEqualTo(1);
    ImageStream local =
        accepted(rules().update(next, next.withSpecTag(tag.withReferencePolicy(SpecTag.LOCAL))));
    assertThat(local.generation()).isEqualTo(3);
    assertThat(tagGeneration(local, "2.0")).isEqualTo(1);
  }

  @Test
  void removingASpecTagBumpsTheStream() {
    assertThat(accepted(rules().update(first, first.withoutSpecTag("2.0"))).generation())
        .isEqualTo(2);
  }

  @Test
  void streamWithoutGenerationGetsOne() {
    ImageStream old = stream(docker("2.0", "x/y"));
    ImageStream next = accepted(rules().update(old, old));
    assertThat(next.generation()).isEqualTo(1);
    assertThat(tagGeneration(next, "2.0")).isEqualTo(1);
  }

  @Test
  void tagIsChangedByWhatItPointsAt() {
    SpecTag old = docker("t", "quay.io/a:1");
    assertThat(changed(SpecTag.named("t"), SpecTag.named("t"))).isFalse();
    assertThat(changed(old, old)).isFalse();
    assertThat(changed(old, docker("t", "quay.io/a:2"))).isTrue();
    assertThat(changed(old, source("t", "", "", ""))).isFalse();
    assertThat(changed(SpecTag.named("t"), old)).isTrue();
    assertThat(changed(old, old.withReference(true))).isTrue();
    assertThat(
            changed(old, old.withImportPolicy(new ImportPolicy(false, false, "PreserveOriginal"))))
        .isTrue();
    assertThat(changed(old, old.withImportPolicy(new ImportPolicy(true, true, "Legacy"))))
        .isFalse();
    assertThat(changed(old.withGeneration(3), old.withGeneration(0))).isTrue();
    assertThat(changed(old, old.withGeneration(0))).isFalse();
  }

  @Test
  void aSiblingThatNeverHadANumberGetsTheStreamsWhenATagGoes() {
    ImageStream old = stream(docker("gone", "x/y"), SpecTag.named("sibling")).withGeneration(2);
    ImageStream next = accepted(rules().edit(old, old.withoutSpecTag("gone")));
    assertThat(next.generation()).isEqualTo(3);
    assertThat(tagGeneration(next, "sibling")).isEqualTo(3);
  }

  @Test
  void kindAloneIsNoChange() {
    assertThat(changed(tracking("t", "x"), source("t", TagSource.STREAM_IMAGE, "", "x"))).isFalse();
  }

  @Test
  void impliedAndSpelledOutNamespacesAreEqual() {
    SpecTag implied = tracking("t", "ruby:2");
    SpecTag spelled = source("t", TagSource.STREAM_TAG, "demo", "ruby:2");
    assertThat(changed(implied, spelled)).isFalse();
    assertThat(changed(spelled, implied)).isFalse();
    assertThat(changed(implied, source("t", TagSource.STREAM_TAG, "other", "ruby:2"))).isTrue();
  }
}
