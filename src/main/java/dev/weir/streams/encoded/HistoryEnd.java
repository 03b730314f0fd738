package dev.weir.streams.encoded;

import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The old end of histories, see {@link OlderEvents}, where events leave. Looking there costs the
 * same however long the history is, and cutting it what is cut off.
 */
public final class HistoryEnd {
  /** An event takes more bytes than that. */
  private static final int SMALLEST = 64;

  private final Store store;

  HistoryEnd(Store store) {
    this.store = store;
  }

  /** True if a tag has more older events than that. */
  public boolean isLongerThan(StreamName name, String tag, int most) {
    String open = OlderEvents.key(name, tag);
    Optional<Entry> lowest = lowest(open);
    if (lowest.isEmpty()) {
      return store
          .get(open)
          .filter(entry -> entry.value().length > (long) most * SMALLEST)
          .filter(entry -> size(entry) > most)
          .isPresent();
    }
    HistorySegment newest = open(open);
    int number = Integer.parseInt(lowest.get().key().substring(open.length() + 1));
    long younger =
        newest.events().size() + (long) Math.max(0, newest.sealed() - number) * OlderEvents.SEGMENT;
    return younger >= most || younger + size(lowest.get()) > most;
  }

  private static int size(Entry entry) {
    return HistorySegment.decode(entry.value()).events().size();
  }

  /** Some of the oldest events of a tag, newest first; none if it has no older ones. */
  public List<TagEvent> oldest(StreamName name, String tag) {
    String open = OlderEvents.key(name, tag);
    return lowest(open)
        .map(entry -> HistorySegment.decode(entry.value()))
        .orElseGet(() -> open(open))
        .events();
  }

  private HistorySegment open(String open) {
    return store
        .get(open)
        .map(entry -> HistorySegment.decode(entry.value()))
        .orElse(HistorySegment.NONE);
  }

  private Optional<Entry> lowest(String open) {
    return store.range(RangeQuery.some(open + "/", "", 1)).entries().stream().findFirst();
  }

  /**
   * What leaves of a history only some of its events: each value of which some go is written anew
   * or taken away, the others stay as they are.
   *
   * @param open key of the tag's open value
   * @param left what stays, newest first, one at least
   * @return empty if that is no part of what is stored, in its order
   */
  Optional<List<Transaction.Operation>> leave(String open, List<TagEvent> left) {
    Iterator<TagEvent> wanted = left.iterator();
    Optional<TagEvent> next = Optional.of(wanted.next());
    List<Transaction.Operation> changes = new ArrayList<>();
    for (Entry entry : values(open)) {
      HistorySegment segment = HistorySegment.decode(entry.value());
      List<TagEvent> kept = new ArrayList<>();
      for (TagEvent event : segment.events()) {
        if (next.filter(event::equals).isPresent()) {
          kept.add(event);
          next = wanted.hasNext() ? Optional.of(wanted.next()) : Optional.empty();
        }
      }
      if (kept.size() < segment.events().size()) {
        changes.add(change(open, entry.key(), new HistorySegment(segment.sealed(), kept)));
      }
    }
    return next.isEmpty() ? Optional.of(changes) : Optional.empty();
  }

  private static Transaction.Operation change(String open, String key, HistorySegment left) {
    if (key.equals(open)) {
      return new Transaction.Put(key, left.encode());
    }
    return left.events().isEmpty()
        ? new Transaction.Delete(key)
        : new Transaction.Put(key, left.encodeSealed());
  }

  /** The open value, then the sealed ones, youngest first. */
  private List<Entry> values(String open) {
    List<Entry> values = new ArrayList<>();
    store.get(open).ifPresent(values::add);
    values.addAll(store.range(RangeQuery.all(open + "/")).entries().reversed());
    return values;
  }
}
