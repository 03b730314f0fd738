package dev.weir.storage.gc;

import dev.weir.blob.BlobStore;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.ManifestTexts;
import dev.weir.streams.linked.DueLooks;
import dev.weir.streams.parts.ManifestsAlone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Marks digests that nothing holds, and removes them after a second look: their Image with its
 * manifest's text, and their bytes.
 *
 * <pre>
 *   /gc/digests/DIGEST   {"since":1700000000}   nothing holds it
 * </pre>
 *
 * The second look is in the blob's turn, and ends in a transaction that takes the mark and the
 * Image away as they were then: whoever brings the digest back takes the mark away in the
 * transaction that names it, and wins. Then the file goes.
 */
final class DigestSweep {
  /** So many go in one transaction, each in its own turn. */
  private static final int TOGETHER = 32;

  /** So many marks are written in one transaction. */
  private static final int MARKED_TOGETHER = 250;

  private final Collector.Parts parts;
  private final Store store;
  private final BlobStore blobs;
  private final Holders holders;
  private final Holding holding;
  private final Ages ages;
  private final Rounds.Freed freed;
  private final ManifestsAlone alone;
  private final Map<Digest, String> stuck = new ConcurrentHashMap<>();

  DigestSweep(
      Collector.Parts parts, Holders holders, Holding holding, Ages ages, Rounds.Freed freed) {
    this.parts = parts;
    this.store = parts.store();
    this.blobs = parts.blobs();
    this.holders = holders;
    this.holding = holding;
    this.ages = ages;
    this.freed = freed;
    this.alone = new ManifestsAlone(parts.manifests());
  }

  static String key(Digest digest) {
    return DueLooks.DIGESTS + digest;
  }

  /** Marks what is there and nothing holds; what is leased is marked when that has ended. */
  void mark(Collection<Digest> loose) {
    List<Transaction> marks = new ArrayList<>();
    byte[] mark = Json.bytes(Json.object().put("since", ages.clock().instant().getEpochSecond()));
    for (Digest digest : loose) {
      if (isThere(digest)) {
        marks.add(Transaction.builder().ifAbsent(key(digest)).put(key(digest), mark).build());
      }
    }
    commit(marks);
  }

  private void commit(List<Transaction> all) {
    Pace pace = new Pace(ages.steady());
    for (int from = 0; from < all.size(); from += MARKED_TOGETHER) {
      List<Transaction> some = all.subList(from, Math.min(all.size(), from + MARKED_TOGETHER));
      for (Transaction packed : store.limits().pack(some)) {
        if (!isCommitted(packed)) {
          packed.torn().forEach(this::isCommitted); // somebody was faster with one of them
        }
      }
      if (from + MARKED_TOGETHER < all.size()) {
        pace.rest();
      }
    }
  }

  private boolean isCommitted(Transaction transaction) {
    return store.commit(transaction) instanceof TransactionResult.Committed;
  }

  /** True if there is something of it that could go. */
  boolean isThere(Digest digest) {
    return store.get(HolderIndex.IMAGES + digest).isPresent()
        || store.get(ManifestTexts.key(digest)).isPresent()
        || blobs.size(digest).isPresent();
  }

  /**
   * Takes the second look at marks that are old enough, and removes what may go. An Image goes
   * before what it is made of.
   *
   * @param inUse what workloads use
   * @return those of which nobody knows yet whether they go
   */
  List<Marked> remove(List<Marked> old, Set<Digest> inUse) throws IOException {
    List<Marked> open = lifted(old);
    stuck.keySet().removeIf(digest -> !holders.isLoose(digest) || blobs.size(digest).isEmpty());
    Set<Digest> byManifest = alone.parts(holders.withoutImage());
    if (!alone.unread().isEmpty()) {
      return open; // what they are made of may be among it
    }
    Pace pace = new Pace(ages.steady());
    int before;
    do {
      before = open.size();
      List<Marked> left = new ArrayList<>();
      List<Marked> ready = new ArrayList<>();
      for (Marked mark : open) {
        (holders.isHeld(mark.digest()) ? left : ready).add(mark);
      }
      ready.sort(Comparator.comparing(mark -> mark.digest().toString())); // turns in one order
      for (int from = 0; from < ready.size(); from += TOGETHER) {
        List<Marked> some = ready.subList(from, Math.min(ready.size(), from + TOGETHER));
        left.addAll(removeSome(some, inUse, byManifest));
        if (some.size() == TOGETHER) {
          pace.rest();
        }
      }
      open = left;
    } while (open.size() < before && !open.isEmpty());
    return open;
  }

  /** Without those that something holds again, whose marks go, and those that are not there. */
  private List<Marked> lifted(List<Marked> old) {
    List<Marked> open = new ArrayList<>();
    List<Transaction> lifted = new ArrayList<>();
    for (Marked mark : old) {
      if (holders.isLoose(mark.digest()) && isThere(mark.digest())) {
        open.add(mark);
      } else {
        String key = key(mark.digest());
        lifted.add(Transaction.builder().ifAt(key, mark.revision()).delete(key).build());
      }
    }
    commit(lifted);
    return open;
  }

  /** Manifests that cannot be read, and why: nothing goes until they can be. */
  Map<Digest, String> unread() {
    return alone.unread();
  }

  /** Blobs whose files could not be removed, and why. They are tried again. */
  Map<Digest, String> stuck() {
    return Map.copyOf(stuck);
  }

  /** Nothing waits for them. */
  void forgetUnread() {
    alone.forgetUnread();
  }

  private List<Marked> removeSome(List<Marked> some, Set<Digest> inUse, Set<Digest> byManifest)
      throws IOException {
    List<Marked> left = removeTogether(some, inUse, byManifest);
    if (left.size() < some.size() || some.size() == 1) {
      return left;
    }
    List<Marked> again = new ArrayList<>(); // one of them may have been in the way of all
    for (Marked one : some) {
      again.addAll(removeTogether(List.of(one), inUse, byManifest));
    }
    return again;
  }

  private List<Marked> removeTogether(List<Marked> some, Set<Digest> inUse, Set<Digest> byManifest)
      throws IOException {
    try {
      return holding.unlessHeld(() -> new Removal(some, inUse, byManifest).run(), some);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Some digests that go in one transaction, while this thread has the turns of all of them. */
  private final class Removal {
    private final List<Marked> some;
    private final Set<Digest> inUse;
    private final Set<Digest> byManifest;
    private final Transaction.Builder transaction = Transaction.builder();
    private final List<Marked> going = new ArrayList<>();
    private final List<Marked> staying = new ArrayList<>();
    private long images;
    private boolean gone;

    Removal(List<Marked> some, Set<Digest> inUse, Set<Digest> byManifest) {
      this.some = some;
      this.inUse = inUse;
      this.byManifest = byManifest;
    }

    /** Returns those that stay. */
    List<Marked> run() {
      take(0);
      if (gone) {
        going.forEach(mark -> parts.gone().accept(mark.digest()));
      }
      return gone ? staying : some;
    }

    /** In the turn of the one before. */
    private void take(int next) {
      if (next == some.size()) {
        finish();
        return;
      }
      Marked mark = some.get(next);
      Optional<Long> size = blobs.size(mark.digest());
      if (size.isEmpty()) {
        look(mark);
        take(next + 1);
        return;
      }
      boolean[] looked = {false};
      boolean went =
          sweep(
              mark.digest(),
              () -> {
                looked[0] = true;
                boolean goes = look(mark);
                take(next + 1);
                return goes && gone;
              });
      if (went) {
        freed.bytes.addAndGet(size.get());
        freed.blobs.incrementAndGet();
      }
      if (!looked[0]) { // somebody was told of it, or has removed it
        staying.add(mark);
        take(next + 1);
      }
    }

    /** Whether what is asked for goes. */
    private interface Look {
      boolean goes();
    }

    /** One whose file cannot be removed is in the way of no other. */
    private boolean sweep(Digest digest, Look look) {
      try {
        boolean went = blobs.sweep(digest, ages.oldestAnswer(), _ -> !look.goes());
        boolean _ = stuck.remove(digest) != null;
        return went;
      } catch (IOException e) {
        stuck.put(digest, FileProblem.named(e));
        holders.look(digest); // its mark may have gone before the file could
        return false;
      }
    }

    private boolean look(Marked mark) {
      Digest digest = mark.digest();
      boolean stays =
          parts.leases().isOpen(digest)
              || inUse.contains(digest)
              || byManifest.contains(digest)
              || holders.isHeld(digest);
      (stays ? staying : going).add(mark);
      if (stays) {
        return false;
      }
      transaction.ifAt(key(digest), mark.revision()).delete(key(digest));
      Optional<Entry> image = store.get(HolderIndex.IMAGES + digest);
      image.ifPresent(
          entry -> {
            images++;
            transaction.ifAt(entry.key(), entry.modRevision()).delete(entry.key());
          });
      if (image.isEmpty()) {
        transaction.ifAbsent(HolderIndex.IMAGES + digest);
      }
      transaction.delete(ManifestTexts.key(digest));
      return true;
    }

    private void finish() {
      gone = going.isEmpty() || isCommitted(transaction.build());
      if (gone) {
        freed.images.addAndGet(images);
      }
    }
  }
}
