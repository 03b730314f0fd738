package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** Digests that nothing holds but a lease, in the order in which that ends. */
final class LooseQueue {
  private static final int MOST = 65_536;

  private final PriorityQueue<Later> queue = new PriorityQueue<>(Comparator.comparing(Later::at));
  private final Set<Digest> queued = new HashSet<>();

  private record Later(Digest digest, Instant at) {}

  /** False if there is no room for it. */
  boolean add(Digest digest, Instant at) {
    if (queued.contains(digest)) {
      return true;
    }
    if (queued.size() >= MOST) {
      return false;
    }
    queued.add(digest);
    queue.add(new Later(digest, at));
    return true;
  }

  /** Takes those whose time has come. */
  List<Digest> take(Instant now) {
    List<Digest> taken = new ArrayList<>();
    while (!queue.isEmpty() && !queue.element().at().isAfter(now)) {
      Digest digest = queue.remove().digest();
      queued.remove(digest);
      taken.add(digest);
    }
    return taken;
  }
}
