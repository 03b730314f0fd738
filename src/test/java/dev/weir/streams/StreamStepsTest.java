package dev.weir.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamStepsTest {
  private static final ImageStream EMPTY = ImageStream.empty(new StreamName("demo", "app"));

  private static TagHistory at(String image) {
    return new TagHistory(
        List.of(new TagEvent(Instant.EPOCH, "quay.io/a/b@" + image, image, 1)), List.of());
  }

  private static SpecTag follows(String tag, String other) {
    return new SpecTag(
        tag,
        Map.of(),
        Optional.of(new TagSource(TagSource.STREAM_TAG, "", other, Map.of())),
        false,
        OptionalLong.empty(),
        SpecTag.named(tag).importPolicy(),
        SpecTag.SOURCE);
  }

  private static ImageStream with(ImageStream stream, String image, String... tags) {
    ImageStream after = stream;
    for (String tag : tags) {
      after = after.withTag(tag, at(image));
    }
    return after;
  }

  @Test
  void oneTagIsNotCut() {
    assertThat(StreamSteps.between(EMPTY, EMPTY)).isEmpty();
    assertThat(StreamSteps.between(EMPTY, with(EMPTY, "x", "a"))).isEmpty();
  }

  @Test
  void bothHalvesMakeTheWhole() {
    ImageStream before = with(EMPTY, "old", "gone", "kept", "moved");
    ImageStream after =
        with(before.withoutTag("gone"), "new", "moved", "added").withSpecTag(follows("s", "kept"));

    StreamSteps steps = StreamSteps.between(before, after).orElseThrow();

    assertThat(steps.done()).hasSize(2).doesNotContain("kept");
    assertThat(steps.first()).isNotEqualTo(before).isNotEqualTo(after);
    assertThat(steps.first().tags().get("kept")).isSameAs(before.tags().get("kept"));
    assertThat(steps.second(steps.first(), after)).isEqualTo(after);
  }

  @Test
  void theSecondHalfKeepsWhatTheFirstCameTo() {
    ImageStream after = with(EMPTY, "new", "a", "b");
    StreamSteps steps = StreamSteps.between(EMPTY, after).orElseThrow();
    ImageStream now = with(steps.first(), "stored", "a");

    assertThat(steps.second(now, after)).isEqualTo(with(with(EMPTY, "stored", "a"), "new", "b"));
  }

  @Test
  void followersMoveBeforeWhatTheyFollow() {
    ImageStream before =
        with(EMPTY, "old", "latest", "a", "b", "z")
            .withSpecTag(follows("a", "latest"))
            .withSpecTag(follows("b", "a"))
            .withSpecTag(follows("z", "elsewhere:latest"));
    ImageStream after = with(before, "new", "latest", "a", "b", "z");

    StreamSteps steps = StreamSteps.between(before, after).orElseThrow();

    assertThat(steps.done()).containsExactlyInAnyOrder("a", "b");
    assertThat(Optional.of("old")).isEqualTo(steps.first().newest("latest").map(TagEvent::image));
  }

  @Test
  void tagsThatFollowOneAnotherInACircleAreCutToo() {
    ImageStream before =
        with(EMPTY, "old", "a", "b").withSpecTag(follows("a", "b")).withSpecTag(follows("b", "a"));

    assertThat(StreamSteps.between(before, with(before, "new", "a", "b"))).isPresent();
  }
}
