package dev.weir.blob.file;

import java.util.concurrent.Semaphore;

/**
 * Those of the threads that carry all virtual ones which may wait for a disk. All stores of a
 * process share one of these, so that whatever disk does not answer, others carry on.
 */
public final class Carriers {
  static final Carriers NONE = new Carriers(0);

  private final Semaphore free;

  private Carriers(int most) {
    free = new Semaphore(most);
  }

  /** Half of them, of which there are as many as processors; none of a single one. */
  public static Carriers half(int processors) {
    return new Carriers(processors / 2);
  }

  /** False if as many as may wait may be waiting now. */
  boolean take() {
    return free.tryAcquire();
  }

  /** After {@link #take} was true. */
  void giveBack() {
    free.release();
  }
}
