package dev.weir.blob.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The last part of a disk, which no blob gets: what the store writes there has room when pushes no
 * longer have, so that content can be deleted and collected. Safe for threads.
 */
final class Reserve {
  /** A part of the disk, between these bytes. */
  private static final int PART = 50;

  private static final long LEAST = 8L << 20;
  private static final long MOST = 512L << 20;

  /** All who write together look again after so many bytes, and after a part of what is kept. */
  private static final long STRIDE = 4L << 20;

  private static final int STRIDES = 4;

  private final FileLayer files;
  private final Path directory;

  /** Bytes that may be written before the next look; guarded by this. */
  private long allowed;

  Reserve(FileLayer files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Bytes that are kept; 0 where nobody knows how large the disk is. */
  private long kept() {
    long capacity = files.capacity(directory);
    return capacity <= 0 ? 0 : Math.clamp(capacity / PART, LEAST, MOST);
  }

  /** Bytes that blobs may still get, about; negative if less is left than is kept. */
  long spare() {
    return files.room(directory) - kept();
  }

  /**
   * Lets somebody begin a blob.
   *
   * @throws IOException as a full disk does, if nothing is left for blobs
   */
  synchronized void begin() throws IOException {
    allowed = 0;
    take(0);
  }

  /**
   * So many more bytes of a blob are about to be written.
   *
   * @throws IOException as a full disk does, if they would come from what is kept
   */
  synchronized void take(long bytes) throws IOException {
    if (allowed < bytes || allowed == 0) {
      long kept = kept();
      long spare = files.room(directory) - kept;
      if (kept > 0 && spare < bytes) {
        throw new IOException(
            "No space left on device for blobs: the last %d MiB are kept for the store"
                .formatted(kept >> 20));
      }
      allowed = kept == 0 ? bytes : Math.max(bytes, Math.min(spare, stride(kept)));
    }
    allowed -= bytes;
  }

  private static long stride(long kept) {
    return Math.min(STRIDE, kept / STRIDES);
  }
}
