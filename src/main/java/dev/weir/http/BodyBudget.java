package dev.weir.http;

import dev.weir.access.HeapBudget;
import dev.weir.access.Shares;
import dev.weir.access.User;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many bytes of bodies may be in memory at a time, for all listeners together, in fair {@link
 * Shares}. What is counted is what has come, not what is announced. A document that was read whole
 * grows many times while it is worked on, so large ones are worked on a few at a time; the others
 * wait for their turn.
 */
public final class BodyBudget {
  /** Not counted: so much a connection costs anyhow. */
  static final int FREE_BYTES = 4 * 1024;

  /** Documents up to this size never wait for others. */
  static final int SMALL_BYTES = 64 * 1024;

  /** What a document of many small members takes as a tree, for each of its bytes. */
  private static final int GROWTH = 16;

  private static final int KILOBYTE = 1024;
  private static final Turn NO_TURN = () -> {};
  private static final long LONGEST_TURN_SECONDS = 10;

  private final Shares bytes;
  private final int capacity;
  private final Semaphore kilobytes;

  /** What the budget has for bodies and for work on documents. */
  public BodyBudget(HeapBudget heap) {
    this(new Shares(heap.bodies()), heap.turns());
  }

  /** So many bytes for bodies, and as many for work on documents. */
  public BodyBudget(long bytes) {
    this(new Shares(bytes), bytes);
  }

  private BodyBudget(Shares bytes, long turns) {
    this.bytes = bytes;
    this.capacity = Math.clamp(turns / KILOBYTE, 1, Integer.MAX_VALUE);
    this.kilobytes = new Semaphore(capacity, true);
  }

  /** Nothing yet, for a request of this user. */
  public Part part(User user) {
    return new Part(user);
  }

  /** Bytes that are held. */
  public long held() {
    return bytes.taken();
  }

  /** What one request holds. Used by one thread. */
  public final class Part {
    private final User user;
    private long wanted;
    private long counted;

    private Part(User user) {
      this.user = user;
    }

    /**
     * Counts more bytes.
     *
     * @throws NoRoomException if there is no room; then nothing is counted
     */
    public void take(long more) throws NoRoomException {
      long count = Math.max(0, wanted + more - FREE_BYTES) - counted;
      if (count > 0 && !bytes.take(user, count)) {
        throw new NoRoomException();
      }
      wanted += more;
      counted += count;
    }

    /**
     * Counts as many more as it takes to have counted so many.
     *
     * @throws NoRoomException if there is no room; then nothing more is counted
     */
    void takeUpTo(long all) throws NoRoomException {
      if (all > wanted) {
        take(all - wanted);
      }
    }

    /**
     * Counts what a document becomes that is kept while something is waited for.
     *
     * @throws NoRoomException if there is no room
     */
    public void takeTree(long documentBytes) throws NoRoomException {
      take(documentBytes * GROWTH);
    }

    /** Gives back everything. */
    public void giveBack() {
      if (counted > 0) {
        bytes.giveBack(user, counted);
      }
      wanted = 0;
      counted = 0;
    }
  }

  /** Work on a document; may be closed twice. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until a document may be worked on.
   *
   * @throws NoRoomException if that takes too long
   */
  public Turn turn(long documentBytes) throws NoRoomException, InterruptedException {
    if (documentBytes <= SMALL_BYTES) {
      return NO_TURN;
    }
    int cost = (int) Math.min(capacity, documentBytes * GROWTH / KILOBYTE);
    if (!kilobytes.tryAcquire(cost, LONGEST_TURN_SECONDS, TimeUnit.SECONDS)) {
      throw new NoRoomException();
    }
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        kilobytes.release(cost);
      }
    };
  }
}
