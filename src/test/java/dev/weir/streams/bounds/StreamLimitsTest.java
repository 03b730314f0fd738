package dev.weir.streams.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.resource.Quantity;
import dev.weir.streams.bounds.StreamLimits.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamLimitsTest {
  private static final ImageStream EMPTY = ImageStream.empty(new StreamName("demo", "app"));

  private static Usage usage(ImageStream stream) {
    return Usage.of(stream, List.of());
  }

  private static SpecTag tag(String name, String kind, String namespace, String from) {
    return SpecTag.named(name).withFrom(new TagSource(kind, namespace, from, Map.of()));
  }

  private static TagHistory history(String... images) {
    return new TagHistory(
        List.of(images).stream()
            .map(i -> new TagEvent(Instant.EPOCH, "quay.io/a/b@" + i, i, 1))
            .toList(),
        List.of());
  }

  @Test
  void countsAnImageUnderSeveralTagsOnceAndTheWholeHistory() {
    ImageStream stream = EMPTY.withTag("a", history("x", "y")).withTag("b", history("x", ""));
    assertThat(usage(stream).images()).containsExactlyInAnyOrder("x", "y");
    TagEvent older = new TagEvent(Instant.EPOCH, "r", "z", 1);
    assertThat(Usage.of(stream, List.of(older)).images()).hasSize(3);
  }

  @Test
  void countsSpellingsOfTheSameReferenceOnceAndUnreadableOnesNever() {
    ImageStream stream =
        EMPTY
            .withSpecTag(tag("a", "DockerImage", "", "foo"))
            .withSpecTag(tag("b", "DockerImage", "", "docker.io/library/foo:latest"))
            .withSpecTag(tag("c", "DockerImage", "", "index.docker.io/foo"))
            .withSpecTag(tag("d", "DockerImage", "", "not a reference"))
            .withSpecTag(tag("e", "ImageStreamImage", "", "app"))
            .withSpecTag(tag("f", "ImageStreamTag", "demo", "app:x"))
            .withSpecTag(tag("g", "ImageStreamTag", "", "app:x"))
            .withSpecTag(tag("h", "ImageStreamTag", "", "x"))
            .withSpecTag(tag("i", "ImageStreamImage", "other", "app@abc"))
            .withSpecTag(SpecTag.named("j"));
    assertThat(usage(stream).references())
        .containsExactlyInAnyOrder("docker.io/foo", "demo/app@app", "demo/app:x", "other/app@abc");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 9, ''",
    "2, 9, ''",
    "1, 9, requested usage of openshift.io/images exceeds the maximum limit per"
        + " openshift.io/ImageStream (2 > 1)",
    "9, 0, requested usage of openshift.io/image-tags exceeds the maximum limit per"
        + " openshift.io/ImageStream (1 > 0)",
    "0, 0, '[requested usage of openshift.io/images exceeds the maximum limit per"
        + " openshift.io/ImageStream (2 > 0), requested usage of openshift.io/image-tags exceeds"
        + " the maximum limit per openshift.io/ImageStream (1 > 0)]'"
  })
  void refusesWhatIsOverALimit(long images, long tags, String refusal) {
    Map<String, Quantity> max =
        Map.of(StreamLimits.IMAGES, Quantity.of(images), StreamLimits.TAGS, Quantity.of(tags));
    Usage after = new Usage(Set.of("a", "b"), Set.of("r"));
    assertThat(StreamLimits.refusal(max, usage(EMPTY), after).orElse("")).isEqualTo(refusal);
  }

  @Test
  void whatIsTooMuchMayStayAndShrinkButNothingTakesItsPlace() {
    Map<String, Quantity> max = Map.of(StreamLimits.IMAGES, Quantity.of(1));
    Usage before = new Usage(Set.of("a", "b", "c"), Set.of());
    assertThat(StreamLimits.refusal(max, before, before)).isEmpty();
    assertThat(StreamLimits.refusal(max, before, new Usage(Set.of("a", "b"), Set.of()))).isEmpty();
    assertThat(StreamLimits.refusal(max, before, new Usage(Set.of("a", "d"), Set.of())))
        .isPresent();
  }

  @Test
  void otherLimitsDoNotCount() {
    Map<String, Quantity> max = Map.of("cpu", Quantity.ZERO);
    assertThat(StreamLimits.refusal(max, usage(EMPTY), new Usage(Set.of("a"), Set.of()))).isEmpty();
  }
}
