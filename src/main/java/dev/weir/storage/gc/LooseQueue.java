package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Digests that nothing holds but a lease, in the order in which that ends. */
final class LooseQueue {
  private static final int MOST = 65_536;

  private final PriorityQueue<Later> queue = new PriorityQueue<>(Comparator.comparing(Later::at));
  private final Map<Digest, Instant> queued = new HashMap<>();

  private record Later(Digest digest, Instant at) {}

  /** False if there is no room for it. */
  boolean add(Digest digest, Instant at) {
    Instant known = queued.get(digest);
    if (known == null && queued.size() >= MOST) {
      return false;
    }
    if (known == null || at.isBefore(known)) {
      queued.put(digest, at);
      queue.add(new Later(digest, at)); // an earlier one of it is passed over
    }
    return true;
  }

  /** Takes those whose time has come. */
  List<Digest> take(Instant now) {
    List<Digest> taken = new ArrayList<>();
    for (Later next = queue.peek(); next != null && !next.at().isAfter(now); next = queue.peek()) {
      var _ = queue.remove();
      @Nullable Instant at = queued.get(next.digest());
      if (next.at().equals(at)) {
        queued.remove(next.digest());
        taken.add(next.digest());
      }
    }
    return taken;
  }
}
