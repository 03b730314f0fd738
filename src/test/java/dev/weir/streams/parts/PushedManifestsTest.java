package dev.weir.streams.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PushedManifestsTest {
  private final MemoryBlobStore blobs = new MemoryBlobStore(Instant::now);
  private final PushedManifests manifests = new PushedManifests(blobs::read);

  @Test
  void whatWasTakenBeforeAsMuchWasAskedOfManifestsIsStillMadeOfItsParts() throws IOException {
    Digest config = Digest.of(new byte[] {1});
    Digest layer = Digest.of(new byte[] {2});
    Digest manifest =
        pushed(
            """
            {"schemaVersion":"2","mediaType":"%s","annotations":{"a":1},
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":1},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":1}]}
            """
                .formatted(MediaTypes.OCI_MANIFEST, config, layer));

    Optional<Composition> made = manifests.find(manifest);

    assertThat(made.flatMap(Composition::config).map(Descriptor::digest)).contains(config);
    assertThat(made.map(Composition::blobs).orElse(List.of()))
        .extracting(Descriptor::digest)
        .containsExactly(layer);
  }

  @Test
  void aBlobThatIsNoManifestIsMadeOfNothing() throws IOException {
    assertThat(manifests.find(pushed("hello"))).isEmpty();
  }

  private Digest pushed(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    blobs.put(digest, new ByteArrayInputStream(bytes));
    return digest;
  }
}
