package dev.weir.pullthrough;

import dev.weir.blob.BlobStore;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Sets aside what blobs on their way will take of the disk, and of what may be kept, as soon as
 * anybody says how large they are: together they are never more than fits, and no bound is crossed
 * by more than once again what it allows.
 */
final class Space {
  /** Bytes of the disk that are left to what is pushed and stored: at least, and at most. */
  private static final long LEAST_FREE = 16L << 20;

  private static final long MOST_FREE = 1L << 30;

  /** Part of the disk that is left free, between these. */
  private static final int PART_FREE = 50;

  private final BlobStore mirror;
  private final KeepLimit limit;
  private final Set<Share> shares = new LinkedHashSet<>();

  Space(BlobStore mirror, KeepLimit limit) {
    this.mirror = mirror;
    this.limit = limit;
  }

  /** A blob that begins to come for a project; of no size yet. */
  Share share(String project) {
    Share share = new Share(project);
    synchronized (this) {
      shares.add(share);
    }
    return share;
  }

  private static long free(long capacity) {
    return Math.clamp(capacity / PART_FREE, LEAST_FREE, MOST_FREE);
  }

  /** What one blob takes. */
  final class Share implements AutoCloseable {
    private final String project;
    private long size;
    private long written;

    private Share(String project) {
      this.project = project;
    }

    /**
     * Takes as much for it as it has.
     *
     * @param bytes of all of it, or that have come where nobody has said more
     * @throws IOException if so much does not fit, or must not be kept
     */
    void require(long bytes) throws IOException {
      synchronized (Space.this) {
        long whole = Math.max(size, bytes);
        long all = 0;
        long own = 0;
        long unwritten = 0;
        for (Share other : shares) {
          if (other != this) {
            all += other.size;
            own += other.project.equals(project) ? other.size : 0;
            unwritten += other.size - other.written;
          }
        }
        if (whole > limit.of(KeepLimit.ALL) - all || whole > limit.of(project) - own) {
          throw new IOException("with what else is on its way it is more than may be kept");
        }
        if (whole - written > mirror.room() - free(mirror.capacity()) - unwritten) {
          throw new IOException("hardly any space is left on the disk");
        }
        size = whole;
      }
    }

    /**
     * So much more of it is about to be written.
     *
     * @throws IOException as {@link #require}
     */
    void grow(long bytes) throws IOException {
      synchronized (Space.this) {
        require(written + bytes);
        written += bytes;
      }
    }

    /** It lies in the mirror or is gone. */
    @Override
    public void close() {
      synchronized (Space.this) {
        shares.remove(this);
      }
    }
  }
}
