package dev.weir.storage.gc;

import static dev.weir.storage.gc.Collected.APP;
import static dev.weir.storage.gc.Collected.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.Images;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Images that somebody only speaks of, in mappings, hold nothing. */
class ClaimedImagesTest {
  @TempDir private Path directory;

  private Collected gc;

  @BeforeEach
  void open() {
    gc = new Collected(directory);
  }

  @AfterEach
  void close() {
    gc.close();
  }

  private static Digest named(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private void claim(Digest image, Digest... children) {
    ObjectNode claimed = Images.named(image.toString());
    ArrayNode list = claimed.putArray("dockerImageManifests");
    for (Digest child : children) {
      list.add(Json.object().put("digest", child.toString()));
    }
    Images.claim(claimed);
    gc.writeImage(image, claimed);
  }

  @Test
  void thoseThatNameEachOtherGoAndSoDoTheBytesThatTheyName() {
    Digest bytes = gc.blob("of another stream");
    Digest one = named("one");
    Digest other = named("other");
    claim(one, other, bytes);
    claim(other, one, bytes);

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.hasImage(one) || gc.hasImage(other) || gc.has(bytes)).isFalse();
  }

  @Test
  void oneWhoseManifestIsHereKeepsWhatThatSays() {
    Digest layer = gc.blob("layer");
    Digest image = gc.image(gc.blob("config"), layer);
    Digest invented = gc.blob("invented");
    claim(image, invented);
    gc.stream(APP, image);

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.hasImage(image) && gc.has(layer)).isTrue();
    assertThat(gc.has(invented)).isFalse();
  }

  @Test
  void oneThatATagNamesStaysItself() {
    Digest image = named("somewhere");
    claim(image);
    gc.stream(OTHER, image);

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.hasImage(image)).isTrue();
    assertThat(gc.collector.status().troubles()).isEmpty();
  }
}
