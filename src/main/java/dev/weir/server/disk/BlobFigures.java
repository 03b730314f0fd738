package dev.weir.server.disk;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.Inspection;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How many blobs there are and how large they are, as of the last count. Counting looks at each
 * file, so the more there are, the longer it waits before it counts again.
 */
public final class BlobFigures {
  private static final Duration SOONEST = Duration.ofSeconds(10);

  /** Counting takes one part of so many of the time. */
  private static final int REST = 200;

  private final FileBlobStore blobs;
  private final InstantSource clock;
  private volatile Figures figures = new Figures(0, 0);
  private Instant next = Instant.MIN;

  private record Figures(long count, long bytes) {}

  public BlobFigures(FileBlobStore blobs, InstantSource clock) {
    this.blobs = blobs;
    this.clock = clock;
  }

  public long count() {
    return figures.count();
  }

  public long bytes() {
    return figures.bytes();
  }

  /** Counts if it is time to. By one thread at a time. */
  public void look() throws IOException {
    Instant begun = clock.instant();
    if (begun.isBefore(next)) {
      return;
    }
    figures = counted();
    Instant ended = clock.instant();
    Duration rest = Duration.between(begun, ended).multipliedBy(REST);
    next = ended.plus(rest.compareTo(SOONEST) < 0 ? SOONEST : rest);
  }

  private Figures counted() throws IOException {
    Inspection files = blobs.inspection();
    long count = 0;
    long bytes = 0;
    for (String shelf : Inspection.SHELVES) {
      for (Digest blob : files.shelf(shelf).blobs()) {
        count++;
        bytes += files.size(blob).orElse(0);
      }
    }
    return new Figures(count, bytes);
  }
}
