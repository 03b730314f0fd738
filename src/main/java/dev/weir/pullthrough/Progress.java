package dev.weir.pullthrough;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How far a fetch has come: told by its thread, awaited by all who read along. */
final class Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Phase phase = Phase.ASKING;
  private OptionalLong size = OptionalLong.empty();
  private long received;
  private @Nullable Exception failure;
  private @Nullable Rest rest;

  /** The way of a fetch; the last three are ends. */
  enum Phase {
    /** No byte has come. */
    ASKING,
    COMING,
    /** All bytes are there; whether they are the right ones is being found out. */
    COMPARING,
    /** They are; whoever reads may have the last one. */
    SOUND,
    /** No more can be written here: whoever reads goes on by himself from {@link Rest#from}. */
    APART,
    FAILED
  }

  /**
   * What those start with who go on by themselves.
   *
   * @param from first byte that could not be written
   * @param hashed the hash of all bytes before it
   */
  record Rest(long from, MessageDigest hashed) {}

  /**
   * What may be read at a position.
   *
   * @param until end of the bytes that are to be had here and may be given out
   */
  record Reach(Phase phase, long until) {}

  Phase phase() {
    lock.lock();
    try {
      return phase;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the blob, once they are known. */
  OptionalLong size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that have come. */
  long received() {
    lock.lock();
    try {
      return received;
    } finally {
      lock.unlock();
    }
  }

  /** Where to go on from; only if apart. */
  Optional<Rest> rest() {
    lock.lock();
    try {
      return Optional.ofNullable(rest);
    } finally {
      lock.unlock();
    }
  }

  /** More has come. */
  void reached(long bytes, OptionalLong known) {
    change(
        Phase.COMING,
        () -> {
          received = bytes;
          size = known;
        });
  }

  /** All has come. */
  void complete(long bytes) {
    change(Phase.COMPARING, () -> received = bytes);
  }

  void sound() {
    change(Phase.SOUND, () -> size = OptionalLong.of(received));
  }

  void apart(Rest from, OptionalLong known) {
    change(
        Phase.APART,
        () -> {
          rest = from;
          size = known;
        });
  }

  void fail(Exception why) {
    change(Phase.FAILED, () -> failure = why);
  }

  private void change(Phase next, Runnable how) {
    lock.lock();
    try {
      if (!isOver()) {
        phase = next;
        how.run();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to answer with: a size and a byte, or an end. */
  Phase awaitAnswer() throws InterruptedIOException {
    lock.lock();
    try {
      await(() -> isOver() || (phase != Phase.ASKING && size.isPresent()));
      return phase;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is over. */
  Phase awaitEnd() throws IOException {
    lock.lock();
    try {
      await(this::isOver);
      requireSound();
      return phase;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a byte may be given out, or has to be had elsewhere.
   *
   * @param end of the answer, whose last byte is held back until all was compared
   */
  Reach awaitBeyond(long position, long end) throws IOException {
    lock.lock();
    try {
      await(() -> isOver() || Math.min(received, end - 1) > position);
      requireSound();
      return new Reach(phase, phase == Phase.SOUND ? end : Math.min(received, end - 1));
    } finally {
      lock.unlock();
    }
  }

  /** Why it failed. */
  Exception failure() {
    lock.lock();
    try {
      return failure == null ? new IllegalStateException("the fetch did not fail") : failure;
    } finally {
      lock.unlock();
    }
  }

  private void requireSound() throws IOException {
    if (phase == Phase.FAILED) {
      Exception why = failure();
      FetchException.Reason reason =
          why instanceof FetchException known ? known.reason() : FetchException.Reason.REFUSED;
      throw new FetchException(reason, String.valueOf(why.getMessage()), why); // one per reader
    }
  }

  private boolean isOver() {
    return phase.compareTo(Phase.SOUND) >= 0;
  }

  private void await(BooleanSupplier until) throws InterruptedIOException {
    try {
      while (!until.getAsBoolean()) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while a blob was fetched");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
