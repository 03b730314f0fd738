package dev.weir.pullthrough.stream;

import dev.weir.access.HeapBudget;
import dev.weir.remote.RemoteException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counts what comes of another registry for one question: its bytes as long as they are worked on,
 * and its time, since a registry that sends something now and then would never end. For one thread.
 */
final class Incoming implements AutoCloseable {
  /** From the question to the last byte of the answer, however many there are of it. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private static final Duration SOON = Duration.ofSeconds(5);

  private final HeapBudget.Part heap;
  private final InstantSource clock;
  private final int growth;
  private final Instant end;
  private long held;

  /**
   * Nothing yet.
   *
   * @param growth how many times its size an answer takes
   */
  Incoming(HeapBudget.Part heap, InstantSource clock, int growth) {
    this.heap = heap;
    this.clock = clock;
    this.growth = growth;
    this.end = clock.instant().plus(LONGEST);
  }

  /**
   * More bytes have come.
   *
   * @throws RemoteException if that takes too long
   * @throws PullThroughException if there is no room for them
   */
  void came(long bytes) {
    if (clock.instant().isAfter(end)) {
      throw new RemoteException(
          RemoteException.Kind.UNREACHABLE,
          "its answer did not come to an end within %d seconds".formatted(LONGEST.toSeconds()));
    }
    if (!heap.take(bytes * growth)) {
      throw PullThroughException.crowded(SOON);
    }
    held += bytes * growth;
  }

  @Override
  public void close() {
    heap.giveBack(held);
    held = 0;
  }
}
