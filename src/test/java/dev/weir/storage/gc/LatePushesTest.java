package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.soak.Artifact;
import dev.weir.clients.soak.Piece;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Manifests that come when what was pushed for them was collected. */
final class LatePushesTest {
  private static final Piece CONFIG = Piece.configuration(1);
  private static final Piece LAYER = Piece.layer(2, 100);
  private static final Artifact IMAGE = Artifact.image(CONFIG, List.of(LAYER));

  private CollectedRegistry registry;

  @BeforeEach
  void open() throws Exception {
    registry = new CollectedRegistry();
    assertThat(registry.upload("app", CONFIG)).isEqualTo(201);
    assertThat(registry.upload("app", LAYER)).isEqualTo(201);
  }

  @AfterEach
  void close() throws Exception {
    registry.close();
  }

  /** Longer than anybody is waited for. */
  private void sleep() {
    registry.pass(CollectedRegistry.LEASE);
    for (int i = 0; i < 6; i++) {
      registry.round();
      registry.pass(CollectedRegistry.GRACE);
    }
  }

  @Test
  void aLayerThatWasCollectedBeforeItsManifestCameIsAskedForAgain() throws Exception {
    sleep();
    assertThat(registry.hasBlob(LAYER.digest())).isFalse();
    assertThat(registry.upload("app", CONFIG)).isEqualTo(201);

    assertThat(registry.put("app", "v1", IMAGE)).isEqualTo(404);

    assertThat(registry.upload("app", LAYER)).isEqualTo(201);
    assertThat(registry.put("app", "v1", IMAGE)).isEqualTo(201);
    sleep();
    assertThat(registry.has("app", LAYER)).isTrue();
  }

  @Test
  void aListedImageThatWasCollectedBeforeItsListCameIsAskedForAgain() throws Exception {
    assertThat(registry.put("app", IMAGE.digest(), IMAGE)).isEqualTo(201);
    sleep();
    assertThat(registry.hasBlob(IMAGE.digest())).isFalse();

    assertThat(registry.put("app", "v1", Artifact.index(List.of(IMAGE)))).isEqualTo(404);
  }

  @Test
  void itIsKnownThroughAStart() throws Exception {
    sleep();
    registry.restart();
    assertThat(registry.upload("app", CONFIG)).isEqualTo(201);

    assertThat(registry.put("app", "v1", IMAGE)).isEqualTo(404);
  }

  @Test
  void aWeekLaterItIsAsIfItHadNeverBeenThere() throws Exception {
    sleep();
    registry.pass(Duration.ofDays(7));
    assertThat(registry.upload("app", CONFIG)).isEqualTo(201);

    assertThat(registry.put("app", "v1", IMAGE)).isEqualTo(201);
  }

  @Test
  void whatARepositoryNeverHadIsLeftOutAsBefore() throws Exception {
    sleep();
    assertThat(registry.upload("other", CONFIG)).isEqualTo(201);

    assertThat(registry.put("other", "v1", IMAGE)).isEqualTo(201);
  }
}
