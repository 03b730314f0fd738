package dev.weir.streams.encoded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class TagNamesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private static List<String> names(byte[] value) {
    List<String> names = new ArrayList<>();
    new TagNames(value).forEachRemaining(names::add);
    return names;
  }

  /** With tags of each sort: moved, only wanted, without an image, of which an import failed. */
  private static ImageStream stream(Random random) {
    Map<String, TagHistory> tags = new TreeMap<>();
    ImageStream stream =
        ImageStream.empty(new StreamName("demo", "ruby"))
            .withAnnotation("note", "\"status\":{\"tags\":[{\"tag\":\"no\",\"items\":[");
    for (int i = random.nextInt(40); i > 0; i--) {
      String tag = "v" + random.nextInt(1000);
      String image = random.nextInt(5) == 0 ? "" : "sha256:" + random.nextInt();
      TagEvent event = new TagEvent(NOW, "r/ü@" + image, image, 1);
      List<TagCondition> failed =
          random.nextBoolean()
              ? List.of()
              : List.of(new TagCondition("ImportSuccess", "False", NOW, "x", "\"image\":\"y\"", 1));
      switch (random.nextInt(3)) {
        case 0 -> tags.put(tag, new TagHistory(List.of(), failed));
        case 1 ->
            stream = stream.withSpecTag(SpecTag.named(tag).withFrom(TagSource.dockerImage("r/x")));
        default -> tags.put(tag, new TagHistory(List.of(event), failed));
      }
    }
    return stream.withTags(tags);
  }

  @Test
  void theyAreTheTagsOfTheStreamThatIsRead() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] value = EncodedStream.of(stream(random), random.nextBoolean(), null).value();
      ImageStream read = EncodedStream.read(value);

      List<String> expected =
          read.tags().keySet().stream()
              .filter(tag -> read.newest(tag).filter(e -> !e.image().isEmpty()).isPresent())
              .toList();

      assertThat(names(value)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void theFirstAreThereWhateverStandsBehindThem() {
    String text =
        "{\"status\":{\"tags\":[{\"tag\":\"a\",\"items\":[{\"image\":\"x\"}]},"
            + "{\"tag\":\"b\",\"items\":[{\"image\":\"x\"}]},{\"tag\":] nonsense";

    TagNames names = new TagNames(text.getBytes(UTF_8));

    assertThat(names.next()).isEqualTo("a");
    assertThatThrownBy(names::next).isInstanceOf(JacksonException.class);
  }

  @Test
  void aStreamWithoutTagsHasNone() {
    TagNames none = new TagNames("{\"metadata\":{},\"spec\":{\"tags\":[]}}".getBytes(UTF_8));

    assertThat(none.hasNext()).isFalse();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }
}
