package dev.weir.blob.memory;

import dev.weir.blob.BlobStore;
import dev.weir.blob.SweepContract;
import java.time.InstantSource;

class MemorySweepTest extends SweepContract {
  @Override
  protected BlobStore create(InstantSource clock) {
    return new MemoryBlobStore(clock);
  }

  @Override
  protected int pushes() {
    return 20_000;
  }
}
