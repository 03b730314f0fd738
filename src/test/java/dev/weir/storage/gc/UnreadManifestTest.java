package dev.weir.storage.gc;

import static dev.weir.storage.gc.Collected.APP;
import static dev.weir.storage.gc.Collected.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image is made of, whose Image object was deleted and whose manifest cannot be read. */
class UnreadManifestTest {
  @TempDir private Path directory;

  private Collected gc;
  private Digest config;
  private Digest layer;
  private Digest image;
  private Digest garbage;

  /** An image that was promoted: its stream has no links. */
  @BeforeEach
  void open() {
    gc = new Collected(directory);
    config = gc.blob("config");
    layer = gc.blob("layer");
    image = gc.image(config, layer);
    gc.stream(OTHER, image);
    garbage = gc.blob("garbage");
    boolean _ = gc.collector.round();
  }

  @AfterEach
  void close() {
    gc.close();
  }

  @Test
  void staysWhileItsManifestIsRottenAndStatusNamesTheImage() {
    gc.removeImage(image);
    gc.rot(image);

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.has(layer) && gc.has(config)).isTrue();
    assertThat(gc.collector.status().failing()).isOne();
    assertThat(gc.collector.status().waiting().orElse(""))
        .contains(image.toString(), "push the image again");
  }

  @Test
  void goesOnOnceNothingNamesTheImage() {
    gc.removeImage(image);
    gc.rot(image);
    gc.passGrace();
    gc.removeStream(OTHER);

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.has(layer) || gc.has(garbage)).isFalse();
    assertThat(gc.collector.status().failing()).isZero();
    assertThat(gc.collector.status().waiting()).isEmpty();
  }

  @Test
  void isKnownFromAnEarlierLookAndKeepsNothingElse() {
    gc.removeImage(image);
    gc.passGrace();
    assertThat(gc.has(garbage)).isFalse();
    Digest later = gc.blob("later");
    gc.link(APP, later);
    gc.unlink(APP, later);
    gc.unreadable.add(image);

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.has(later)).isFalse();
    assertThat(gc.has(layer) && gc.has(config)).isTrue();
    assertThat(gc.collector.status().troubles()).isEmpty();
  }

  @Test
  void ofAnImageThatWasNeverHereNothingWaits() {
    gc.stream(APP, Digest.of(new byte[] {1}));

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.has(garbage)).isFalse();
    assertThat(gc.collector.status().troubles()).isEmpty();
  }
}
