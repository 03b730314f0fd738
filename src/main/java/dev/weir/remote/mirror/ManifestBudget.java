package dev.weir.remote.mirror;

import dev.weir.remote.RemoteException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of manifests that a plan holds, on any threads, and ends it before memory does.
 */
final class ManifestBudget {
  /**
   * Fits into the heap that the launcher gives, with what manifests become when they are read:
   * images of some ten thousand tags.
   */
  private static final long USUAL = 128L * 1024 * 1024;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  ManifestBudget() {
    this(USUAL);
  }

  /**
   * Of another size.
   *
   * @param most bytes
   */
  ManifestBudget(long most) {
    this.most = most;
  }

  /**
   * One more manifest is kept.
   *
   * @throws RemoteException if that is too much
   */
  void add(int bytes) {
    if (held.addAndGet(bytes) > most) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          "all manifests together have more than %d bytes; mirror fewer images at a time"
              .formatted(most));
    }
  }
}
