package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody who pushes was told to be there is not taken away before it can be made use of. */
class LeaseTest {
  private static final byte[] LAYER = "a layer".getBytes(StandardCharsets.UTF_8);
  private static final Duration GRACE = Duration.ofHours(1);

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final MemoryBlobStore blobs = new MemoryBlobStore(() -> now);
  private TestRegistry registry;
  private Digest layer;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start(blobs);
    layer = registry.pushBlob(DEV, "team/app", LAYER);
    now = now.plus(GRACE).plusSeconds(1);
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  /** Takes all that nobody was told of within the grace period. */
  private void sweep() {
    blobs.sweep(now.minus(GRACE), _ -> false, _ -> {});
  }

  private int head(String authorization, String path) throws Exception {
    return registry.send(authorization, "HEAD", path).status();
  }

  @Test
  void aBlobThatNobodyAskedForIsTaken() throws Exception {
    sweep();

    assertThat(head(DEV, "/v2/team/app/blobs/" + layer)).isEqualTo(404);
  }

  @Test
  void aBlobThatAPusherFoundStays() throws Exception {
    assertThat(head(DEV, "/v2/team/app/blobs/" + layer)).isEqualTo(200);

    sweep();

    assertThat(blobs.size(layer)).isPresent();
  }

  @Test
  void aBlobThatAReaderFoundGoesAsIfNobodyHadAsked() throws Exception {
    assertThat(head(READER, "/v2/team/app/blobs/" + layer)).isEqualTo(200);

    sweep();

    assertThat(blobs.size(layer)).isEmpty();
  }

  @Test
  void aBlobThatWasMountedStays() throws Exception {
    String mount = "/v2/team/other/blobs/uploads/?mount=" + layer + "&from=team/app";
    assertThat(registry.send(DEV, "POST", mount).status()).isEqualTo(201);

    sweep();

    assertThat(blobs.size(layer)).isPresent();
  }

  @Test
  void aBlobThatIsPushedAgainStays() throws Exception {
    Digest _ = registry.pushBlob(ROOT, "public/app", LAYER);

    sweep();

    assertThat(blobs.size(layer)).isPresent();
  }

  @Test
  void aBlobThatWasTakenIsNotMountedAndIsAskedForByTheManifest() throws Exception {
    byte[] config = TestManifests.config("one");
    Digest _ = registry.pushBlob(DEV, "team/app", config);
    byte[] manifest = TestManifests.image(config, List.of(LAYER));
    sweep();

    String mount = "/v2/team/other/blobs/uploads/?mount=" + layer + "&from=team/app";
    assertThat(registry.send(DEV, "POST", mount).status()).isEqualTo(202);
    var refused =
        registry.pushManifest(DEV, "team/app", "v1", TestManifests.OCI_MANIFEST, manifest);
    assertThat(refused.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(refused.message()).contains(layer.toString());
  }

  @Test
  void whatAManifestRefersToStaysFromThenOn() throws Exception {
    byte[] config = TestManifests.config("one");
    Digest configDigest = registry.pushBlob(DEV, "team/app", config);
    byte[] manifest = TestManifests.image(config, List.of(LAYER));
    assertThat(
            registry
                .pushManifest(DEV, "team/app", "v1", TestManifests.OCI_MANIFEST, manifest)
                .status())
        .isEqualTo(201);

    sweep();

    for (Digest digest : List.of(layer, configDigest, Digest.of(manifest))) {
      assertThat(blobs.size(digest)).as("%s", digest).isPresent();
    }
  }

  @Test
  void aManifestThatAPusherFoundStays() throws Exception {
    Digest manifest = Digest.of(registry.pushImage(DEV, "team/app", "v1", "one"));
    now = now.plus(GRACE).plusSeconds(1);

    assertThat(head(DEV, "/v2/team/app/manifests/v1")).isEqualTo(200);
    sweep();

    assertThat(blobs.size(manifest)).isPresent();
    assertThat(head(DEV, "/v2/team/app/manifests/" + manifest)).isEqualTo(200);
  }
}
