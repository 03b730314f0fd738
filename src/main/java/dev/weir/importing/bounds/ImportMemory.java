package dev.weir.importing.bounds;

import dev.weir.access.HeapBudget;
import dev.weir.access.Shares;
import dev.weir.access.User;

/**
 * How much of other registries' images may be in memory at a time, for all imports together, in
 * fair {@link Shares}. An import holds what it fetches until that is stored, and what is only
 * looked at until it is told, so each may also hold three eighths of that at most, which is less
 * than one user alone may. Safe for threads.
 */
public final class ImportMemory {
  private static final int EIGHTHS_FOR_ONE = 3;

  private final Shares bytes;
  private final long most;

  /** What the budget has for imports. */
  public ImportMemory(HeapBudget heap) {
    this(new Shares(heap.imports()), heap.imports().most());
  }

  /** So many bytes. */
  public ImportMemory(long bytes) {
    this(new Shares(bytes), bytes);
  }

  private ImportMemory(Shares shares, long bytes) {
    this.bytes = shares;
    this.most = bytes / 8 * EIGHTHS_FOR_ONE;
  }

  /**
   * What an import of this user holds: nothing yet. To be closed when its outcomes are told, which
   * is when the client has read them.
   */
  public Part part(User user) {
    return new Part(user);
  }

  /** Bytes that are held by all. */
  public long held() {
    return bytes.taken();
  }

  /** What one import holds. */
  public final class Part implements AutoCloseable {
    private final User user;
    private long counted;
    private boolean closed;

    private Part(User user) {
      this.user = user;
    }

    /**
     * Counts more bytes. Who took part in an import that ended meanwhile gets none.
     *
     * @throws NoMemoryException if there is no room; then nothing is counted
     */
    public synchronized void take(long more) {
      if (counted + more > most) {
        throw new NoMemoryException(
            "the registry's images are more than this import may keep in memory; import fewer tags"
                + " at once",
            false);
      }
      if (closed || !bytes.take(user, more)) {
        throw new NoMemoryException(
            "other imports have what memory there is for images of other registries; import it"
                + " again when they have ended",
            true);
      }
      counted += more;
    }

    /** What was taken is not held any more. */
    public synchronized void giveBack(long less) {
      if (!closed) {
        counted -= less;
        bytes.giveBack(user, less);
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        bytes.giveBack(user, counted);
      }
    }
  }
}
