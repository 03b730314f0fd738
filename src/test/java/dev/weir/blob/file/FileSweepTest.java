package dev.weir.blob.file;

import dev.weir.blob.BlobStore;
import dev.weir.blob.SweepContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class FileSweepTest extends SweepContract {
  @TempDir private Path directory;

  @Override
  protected BlobStore create(InstantSource clock) throws IOException {
    return FileBlobStore.open(directory, () -> true, clock);
  }

  @Override
  protected int pushes() {
    return 300;
  }
}
