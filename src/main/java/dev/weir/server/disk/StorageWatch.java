package dev.weir.server.disk;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.server.data.BlobsMark;
import dev.weir.server.data.DataDirectory;
import dev.weir.store.sqlite.SqliteStore;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second whether anything can be written: {@code /readyz} says so if nothing can. */
public final class StorageWatch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(StorageWatch.class);
  private static final Duration ROUND = Duration.ofSeconds(1);

  private final DataDirectory data;
  private final BlobsMark mark;
  private final SqliteStore store;
  private final FileBlobStore blobs;
  private volatile Optional<String> trouble = Optional.empty();

  public StorageWatch(DataDirectory data, BlobsMark mark, SqliteStore store, FileBlobStore blobs) {
    this.data = data;
    this.mark = mark;
    this.store = store;
    this.blobs = blobs;
  }

  /** Why nothing can be written; empty if something can. */
  public Optional<String> trouble() {
    return trouble;
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look();
        Thread.sleep(ROUND);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Optional<String> found = find();
    if (found.isPresent() && trouble.isEmpty()) {
      LOG.error("nothing can be written: {}", found.get());
    } else if (found.isEmpty() && trouble.isPresent()) {
      LOG.info("writes are possible again");
    }
    trouble = found;
  }

  private Optional<String> find() {
    if (!data.isInPlace()) {
      return Optional.of(
          "the data directory "
              + data.root()
              + ", or the file lock in it, was moved, removed or unmounted under the server;"
              + " bring it back, or stop the server");
    }
    return mark.isInPlace() ? store.trouble().or(blobs::trouble) : Optional.of(mark.trouble());
  }
}
