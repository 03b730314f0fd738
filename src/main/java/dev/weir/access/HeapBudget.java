package dev.weir.access;

/**
 * What of one heap may be held for clients. The process has one, and every purpose draws from it:
 * each keeps a guaranteed part, takes more while the others leave it, and never more than its own
 * bound, so that together they never hold more than there is. Safe for threads.
 */
public final class HeapBudget {
  /**
   * What the program itself takes when it has warmed up: classes, tables, what it knows by heart.
   */
  private static final long BASE = 28L << 20;

  /** Of the heap, left for clients however small it is. */
  private static final int LEAST = 4;

  /** What the largest document takes while it is read, four times its size, besides itself. */
  private static final long LARGEST_TURN = 16L << 20;

  /** More of the past than that helps nobody. */
  private static final long MOST_PAST = 64L << 20;

  private static final long MOST_CACHED = 32L << 20;

  private final long turns;
  private final long past;
  private final long cached;
  private final long size;
  private final Part bodies;
  private final Part imports;
  private final Part exchanges;
  private final Part connections;
  private long reserved;

  /**
   * Divides what the program leaves of a heap. Some stays free for the objects in the store and for
   * what is on its way.
   */
  public HeapBudget(long heap) {
    long free = Math.max(heap - BASE, heap / LEAST);
    this.turns = Math.clamp(LARGEST_TURN, free / 3, free / 2);
    this.past = Math.min(free / 8, MOST_PAST);
    this.cached = Math.min(free / 24, MOST_CACHED);
    this.size = (free - turns - past - cached) / 4 * 3;
    this.bodies = new Part(4, 10);
    this.imports = new Part(2, 7);
    this.exchanges = new Part(1, 6);
    this.connections = new Part(2, 12);
  }

  /** Bytes that work on documents may take at a time; nobody else has them. */
  public long turns() {
    return turns;
  }

  /** Bytes of past versions that the store may keep. */
  public long past() {
    return past;
  }

  /** Bytes of manifests that may be kept at hand. */
  public long cached() {
    return cached;
  }

  /** For bodies, long answers and buffers. */
  public Part bodies() {
    return bodies;
  }

  /** For what is fetched from other registries. */
  public Part imports() {
    return imports;
  }

  /** For exchanges of HTTP/2. */
  public Part exchanges() {
    return exchanges;
  }

  /** For connections. */
  public Part connections() {
    return connections;
  }

  /** What one purpose may hold. */
  public final class Part {
    private static final int SIXTEENTHS = 16;

    private final long guaranteed;
    private final long most;
    private long held;

    private Part(int guaranteedSixteenths, int mostSixteenths) {
      this.guaranteed = size / SIXTEENTHS * guaranteedSixteenths;
      this.most = size / SIXTEENTHS * mostSixteenths;
      reserved += guaranteed;
    }

    /** Most bytes that may ever be held. */
    public long most() {
      return most;
    }

    /** Takes that many, or none and says false. */
    public boolean take(long bytes) {
      synchronized (HeapBudget.this) {
        if (held + bytes > room()) {
          return false;
        }
        hold(held + bytes);
        return true;
      }
    }

    /** Gives back what was taken. */
    public void giveBack(long bytes) {
      synchronized (HeapBudget.this) {
        hold(held - bytes);
      }
    }

    /** Bytes that are held and could be, as things stand. */
    public long room() {
      synchronized (HeapBudget.this) {
        return Math.min(most, Math.max(held, guaranteed) + size - reserved);
      }
    }

    private void hold(long bytes) {
      reserved += Math.max(bytes, guaranteed) - Math.max(held, guaranteed);
      held = bytes;
    }
  }
}
