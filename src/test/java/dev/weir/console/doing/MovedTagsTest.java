package dev.weir.console.doing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What moves with a tag. */
class MovedTagsTest {
  private static final TagEvent EVENT =
      new TagEvent(Instant.EPOCH, "registry/shop/app@sha256:1", "sha256:1", 1);

  private ImageStream stream = ImageStream.empty(new StreamName("shop", "app"));

  private static SpecTag following(String tag, String followed) {
    return SpecTag.named(tag).withFrom(new TagSource(TagSource.STREAM_TAG, "", followed, Map.of()));
  }

  @Test
  void tagsThatFollowItAndTheirsMoveWithIt() {
    stream =
        stream
            .withSpecTag(following("b", "a"))
            .withSpecTag(following("c", "b"))
            .withSpecTag(following("d", "other"));

    ImageStream after = MovedTags.to(stream, "a", EVENT);

    assertThat(MovedTags.with(stream, "a")).containsExactly("a", "b", "c");
    assertThat(after.tags()).containsOnlyKeys("a", "b", "c");
    assertThat(after.newest("c")).contains(EVENT);
  }

  @Test
  void tagsThatFollowEachOtherEnd() {
    stream = stream.withSpecTag(following("a", "b")).withSpecTag(following("b", "a"));

    assertThat(MovedTags.with(stream, "a")).containsExactly("a", "b");
  }

  @Test
  void fiveThousandOfThemAreNotLookedThroughForEachOther() {
    TreeMap<String, SpecTag> many = new TreeMap<>();
    for (int i = 0; i < 5_000; i++) {
      many.put("t" + i, following("t" + i, i % 2 == 0 ? "a" : "t" + (i - 1)));
    }
    stream = stream.withSpec(many);
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

    ImageStream after = MovedTags.to(stream, "a", EVENT);

    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
    assertThat(after.tags()).hasSize(5_001);
    assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(2));
  }
}
