package dev.weir.server.data;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.reference.Digest;
import dev.weir.server.config.StartException;
import dev.weir.storage.check.Check;
import dev.weir.store.StoreException;
import dev.weir.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** The data of a server that does not run; none can start while somebody is at it. */
public final class StoppedData {
  private final Path directory;

  private StoppedData(Path directory) {
    this.directory = directory;
  }

  /**
   * Of a data directory, which nothing is done to yet.
   *
   * @throws StartException if it is none
   */
  public static StoppedData of(Path directory) {
    if (!Files.exists(directory.resolve("format"))) {
      throw new StartException(
          directory + " is no data directory of Weir; --data names the one of weir serve --data");
    }
    return new StoppedData(directory);
  }

  /**
   * Checks all that is in it. Nothing is changed, unless it shall be repaired.
   *
   * @throws StartException if a server has the directory, or its store cannot be opened
   */
  public Check.Summary check(Check.Request request, Check.Report report) throws IOException {
    try (DataDirectory data = DataDirectory.open(directory)) {
      PastStore past = new PastStore(data);
      past.requireFile();
      try (SqliteStore store = SqliteStore.open(data.database())) {
        past.requireContent(store.revision());
        return check(data, store, request, report);
      }
    } catch (StoreException e) {
      throw new StartException(
          "the store in " + directory + " is damaged or cannot be used: " + e.getMessage(), e);
    }
  }

  private static Check.Summary check(
      DataDirectory data, SqliteStore store, Check.Request request, Check.Report report)
      throws IOException {
    try (BlobsMark _ = BlobsMark.open(data, store.revision() > 1);
        FileBlobStore blobs = FileBlobStore.open(data.blobs());
        FileBlobStore mirror = FileBlobStore.open(data.mirror())) {
      return new Check(
              store,
              blobs,
              mirror,
              InstantSource.system(),
              false,
              digest -> isInMirror(digest, blobs, mirror))
          .run(request, report);
    }
  }

  private static boolean isInMirror(Digest digest, FileBlobStore blobs, FileBlobStore mirror) {
    try {
      return blobs.adopt(digest, mirror).isPresent();
    } catch (IOException _) {
      return false; // it stays lost, which is said
    }
  }
}
