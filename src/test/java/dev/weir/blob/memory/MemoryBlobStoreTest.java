package dev.weir.blob.memory;

import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobStoreContract;
import java.time.InstantSource;

class MemoryBlobStoreTest extends BlobStoreContract {
  @Override
  protected BlobStore create(InstantSource clock) {
    return new MemoryBlobStore(clock);
  }

  @Override
  protected BlobStore createAnother() {
    return new MemoryBlobStore(InstantSource.system());
  }
}
