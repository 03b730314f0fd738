package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.LimitedBlobs;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import org.junit.jupiter.api.Test;

class FullDiskTest {
  private static final byte[] BYTES = new byte[500_000];
  private static final Digest DIGEST = Digest.of(BYTES);

  @Test
  void refusesTheUploadClearlyAndLivesOn() throws Exception {
    LimitedBlobs blobs = new LimitedBlobs();
    try (TestRegistry registry = TestRegistry.start(blobs)) {
      blobs.limit(100_000);
      String post = "/v2/team/app/blobs/uploads/?digest=" + DIGEST;

      Answer full = registry.send(DEV, "POST", post, BYTES);

      assertThat(full.status()).isEqualTo(507);
      assertThat(full.message()).contains("disk is full", "nothing was stored");
      assertThat(registry.get(DEV, "/v2/team/app/blobs/" + DIGEST).status()).isEqualTo(404);

      blobs.limit(Long.MAX_VALUE);
      assertThat(registry.send(DEV, "POST", post, BYTES).status()).isEqualTo(201);
      assertThat(registry.get(DEV, "/v2/team/app/blobs/" + DIGEST).body()).isEqualTo(BYTES);
    }
  }
}
