package dev.weir.streams.encoded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedStreamTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private static String plain(ImageStream stream, boolean older) {
    byte[] encoded = ApiObject.encode(StreamJson.write(EncodedStream.newestOnly(stream)));
    return new String(encoded, UTF_8) + (older ? "\n" : "");
  }

  private static String text(EncodedStream encoded) {
    return new String(encoded.value(), UTF_8);
  }

  private static ImageStream edited(ImageStream stream, Random random) {
    String tag = "t" + random.nextInt(8);
    return switch (random.nextInt(6)) {
      case 0 -> stream.withSpecTag(SpecTag.named(tag).withReference(random.nextBoolean()));
      case 1 -> stream.withSpecTag(SpecTag.named(tag).withFrom(TagSource.dockerImage("é/" + tag)));
      case 2 -> stream.withoutSpecTag(tag);
      case 3 -> stream.withoutTag(tag);
      case 4 -> stream.withAnnotation("note", "},\"status\":{\"tags\":[" + random.nextInt(99));
      default -> {
        String image = "sha256:" + "%064x".formatted(random.nextLong());
        TagEvent event = new TagEvent(NOW, "r/ü@" + image, image, random.nextInt(5));
        yield stream.withTag(tag, stream.history(tag).add(event).history());
      }
    };
  }

  @Test
  void whatIsCopiedFromTheFormBeforeIsWhatWouldBeEncodedAnew() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      ImageStream stream = ImageStream.empty(new StreamName("demo", "ruby"));
      EncodedStream encoded = EncodedStream.of(stream, false, null);
      for (int i = 0; i < 200; i++) {
        stream = edited(stream, random);
        boolean older = random.nextBoolean();
        encoded = EncodedStream.of(stream, older, encoded);
        assertThat(text(encoded)).as("seed %d, edit %d", seed, i).isEqualTo(plain(stream, older));
        assertThat(encoded.hasOlder()).isEqualTo(older);
        if (random.nextInt(10) == 0) {
          stream = encoded.stream(); // as it is read: the newest event of each tag
        }
      }
    }
  }

  @Test
  void aStreamThatIsTooLargeIsRefusedByName() {
    TagEvent event = new TagEvent(NOW, "x".repeat(4 << 20), "", 1);
    ImageStream stream =
        ImageStream.empty(new StreamName("demo", "ruby"))
            .withTags(Map.of("a", new TagHistory(List.of(event), List.of())));
    assertThatThrownBy(() -> EncodedStream.of(stream, false, null).requireAtMost(Json.MAX_BYTES))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("image stream \"demo/ruby\" is too large");
  }
}
