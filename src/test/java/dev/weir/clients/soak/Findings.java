package dev.weir.clients.soak;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What went as it should, by number, and what did not, in words. */
final class Findings {
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private final Queue<String> odd = new ConcurrentLinkedQueue<>();
  private final AtomicLong blobs = new AtomicLong();
  private final AtomicLong pushes = new AtomicLong();
  private final AtomicLong reliances = new AtomicLong();
  private final AtomicLong pulls = new AtomicLong();
  private final AtomicLong removals = new AtomicLong();

  /** A push that was refused although its client did as it was told. */
  void broken(String what) {
    broken.add(what);
  }

  /** Something that was acknowledged and is held, and could not be pulled. */
  void lost(String what) {
    lost.add(what);
  }

  /** Any other answer that should not have come. */
  void odd(String what) {
    odd.add(what);
  }

  List<String> broken() {
    return List.copyOf(broken);
  }

  List<String> lost() {
    return List.copyOf(lost);
  }

  List<String> odd() {
    return List.copyOf(odd);
  }

  /** A new blob or manifest was sent. */
  void sent() {
    blobs.incrementAndGet();
  }

  /** A client was told that a blob is there, and did not send it. */
  void relied() {
    reliances.incrementAndGet();
  }

  void pushed() {
    pushes.incrementAndGet();
  }

  void pulled() {
    pulls.incrementAndGet();
  }

  void removed() {
    removals.incrementAndGet();
  }

  long blobs() {
    return blobs.get();
  }

  long pushes() {
    return pushes.get();
  }

  @Override
  public String toString() {
    return "%d blobs and manifests sent, %d pushes (%d blobs relied on), %d pulls, %d removals: %d pushes broken, %d lost, %d odd answers"
        .formatted(
            blobs.get(),
            pushes.get(),
            reliances.get(),
            pulls.get(),
            removals.get(),
            broken.size(),
            lost.size(),
            odd.size());
  }
}
