package dev.weir.storage.gc;

import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.linked.DueLooks;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets Images go whose names are no digests, when no event of a stream names them. Only mappings
 * make such, so there are few or none, and they are not counted as digests are: as long as there is
 * one, the events of all streams are read once in a grace period. They have no bytes.
 *
 * <pre>
 *   /gc/digests/NAME   {"since":1700000000}   no event names it; a mapping takes that away
 * </pre>
 */
final class OtherwiseNamed {
  private static final int PAGE = 500;

  private final Store store;
  private final Holders holders;
  private final Holding holding;
  private final Ages ages;
  private final Rounds.Freed freed;

  /** When each mark was seen first, by the steady clock. */
  private final Map<String, Instant> seen = new HashMap<>();

  private Optional<Instant> looked = Optional.empty();

  OtherwiseNamed(Store store, Holders holders, Holding holding, Ages ages, Rounds.Freed freed) {
    this.store = store;
    this.holders = holders;
    this.holding = holding;
    this.ages = ages;
    this.freed = freed;
  }

  /** Marks those that no event names, and removes those of which that was so a grace ago. */
  void round() {
    Set<String> images = holders.otherwiseNamed();
    Instant now = ages.steady().instant();
    if (images.isEmpty() || looked.filter(at -> at.plus(ages.grace()).isAfter(now)).isPresent()) {
      return;
    }
    looked = Optional.of(now);
    Map<String, Entry> marks = new HashMap<>(); // read first: what is named later takes them away
    images.forEach(name -> store.get(key(name)).ifPresent(mark -> marks.put(name, mark)));
    Set<String> loose = new HashSet<>(images);
    unname(HolderIndex.STREAMS, loose);
    unname(HolderIndex.HISTORY, loose);
    seen.keySet().retainAll(loose);
    marks.forEach((name, mark) -> lift(loose, name, mark));
    for (String name : loose) {
      Entry mark = marks.get(name);
      if (mark == null) {
        mark(name);
      } else if (isOver(name, now)) {
        boolean _ = holding.unlessHeld(() -> remove(name, mark), false);
      }
    }
  }

  private static String key(String name) {
    return DueLooks.DIGESTS + name;
  }

  /** Without those that an event names. */
  private void unname(String prefix, Set<String> names) {
    Pace pace = new Pace(ages.steady());
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(prefix, after, PAGE));
      for (Entry entry : page.entries()) {
        after = entry.key();
        EventScan.names(entry.value(), names::remove);
      }
      pace.rest();
    } while (page.more() && !names.isEmpty());
  }

  private void lift(Set<String> loose, String name, Entry mark) {
    if (!loose.contains(name)) {
      var _ =
          store.commit(
              Transaction.builder()
                  .ifAt(mark.key(), mark.modRevision())
                  .delete(mark.key())
                  .build());
    }
  }

  private void mark(String name) {
    byte[] mark = Json.bytes(Json.object().put("since", ages.clock().instant().getEpochSecond()));
    var _ = store.commit(Transaction.builder().ifAbsent(key(name)).put(key(name), mark).build());
    seen.put(name, ages.steady().instant());
  }

  /** By the clock that never goes back, since this process saw the mark. */
  private boolean isOver(String name, Instant now) {
    Instant first = seen.computeIfAbsent(name, _ -> now);
    return !first.plus(ages.grace()).isAfter(now);
  }

  private boolean remove(String name, Entry mark) {
    Optional<Entry> image = store.get(HolderIndex.IMAGES + name);
    Transaction.Builder transaction =
        Transaction.builder().ifAt(mark.key(), mark.modRevision()).delete(mark.key());
    image.ifPresent(
        entry -> transaction.ifAt(entry.key(), entry.modRevision()).delete(entry.key()));
    boolean gone = store.commit(transaction.build()) instanceof TransactionResult.Committed;
    if (gone) {
      freed.images.addAndGet(image.isPresent() ? 1 : 0);
      seen.remove(name);
    }
    return gone;
  }
}
