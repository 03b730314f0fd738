package dev.weir.streams.encoded;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.StreamName;
import dev.weir.resource.BytePattern;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is written of histories, see {@link OlderEvents}: at a move of a tag its open value, and
 * what is sealed of it.
 */
public final class HistoryChanges {
  /** Of a tag beside the newest one, of which no bound takes any. */
  private static final int SHORTEST = 3;

  private static final BytePattern EVENT =
      new BytePattern("\"created\":".getBytes(StandardCharsets.UTF_8));

  private static final byte[] NONE_SEALED = "{\"sealed\":0,".getBytes(StandardCharsets.UTF_8);

  private final Store store;
  private final HistoryEnd end;

  HistoryChanges(Store store, HistoryEnd end) {
    this.store = store;
    this.end = end;
  }

  /**
   * What the step from one form of a stream to the next means for what is stored here. A form with
   * the newest events only says what is added; a whole one says all there shall be.
   *
   * @param whole whether the form before holds its whole history, and the one after does
   */
  @SuppressWarnings("ReferenceEquality") // a tag that kept its history needs no comparison
  public List<Transaction.Operation> between(ImageStream before, boolean whole, ImageStream after) {
    List<Transaction.Operation> changes = new ArrayList<>();
    StreamName name = after.name();
    Map<String, TagHistory> known = before.tags();
    after
        .tags()
        .forEach(
            (tag, history) -> {
              List<TagEvent> past = tail(history);
              String open = OlderEvents.key(name, tag);
              TagHistory old = known.getOrDefault(tag, TagHistory.EMPTY);
              if (!whole && !past.isEmpty()) {
                prepend(changes, open, past);
              } else if (whole && old != history && !tail(old).equals(past)) {
                shorten(open, past, tail(old))
                    .ifPresentOrElse(changes::addAll, () -> replace(changes, open, past));
              }
            });
    for (String tag : known.keySet()) {
      if (!after.tags().containsKey(tag)) {
        remove(changes, OlderEvents.key(name, tag));
      }
    }
    return changes;
  }

  /**
   * True if what is written makes a tag's history longer than the shortest that may have a bound.
   */
  public static boolean isLong(List<Transaction.Operation> changes) {
    return changes.stream()
        .anyMatch(
            change ->
                change instanceof Transaction.Put(String _, byte[] value)
                    && (!startsWith(value, NONE_SEALED) || has(value, SHORTEST)));
  }

  private static boolean startsWith(byte[] value, byte[] start) {
    return value.length >= start.length
        && Arrays.equals(value, 0, start.length, start, 0, start.length);
  }

  private static boolean has(byte[] value, int events) {
    int from = 0;
    for (int i = 0; i < events; i++) {
      from = EVENT.indexIn(value, from) + 1;
      if (from == 0) {
        return false;
      }
    }
    return true;
  }

  private static List<TagEvent> tail(TagHistory history) {
    List<TagEvent> items = history.items();
    return items.size() <= 1 ? List.of() : items.subList(1, items.size());
  }

  private void prepend(List<Transaction.Operation> changes, String open, List<TagEvent> added) {
    HistorySegment present =
        store.get(open).map(e -> HistorySegment.decode(e.value())).orElse(HistorySegment.NONE);
    List<TagEvent> events = new ArrayList<>(added);
    events.addAll(present.events());
    put(changes, open, events, present.sealed());
  }

  /** Seals the oldest events until the rest fits into the open value. */
  private static int put(
      List<Transaction.Operation> changes, String open, List<TagEvent> events, int present) {
    int left = events.size();
    int last = present;
    while (left > OlderEvents.SEGMENT) {
      List<TagEvent> oldest = events.subList(left - OlderEvents.SEGMENT, left);
      String key = OlderEvents.sealedKey(open, ++last);
      changes.add(new Transaction.Put(key, new HistorySegment(0, oldest).encodeSealed()));
      left -= OlderEvents.SEGMENT;
    }
    changes.add(
        new Transaction.Put(open, new HistorySegment(last, events.subList(0, left)).encode()));
    return last;
  }

  private Optional<List<Transaction.Operation>> shorten(
      String open, List<TagEvent> past, List<TagEvent> before) {
    return past.isEmpty() || past.size() >= before.size()
        ? Optional.empty()
        : end.leave(open, past);
  }

  private void replace(List<Transaction.Operation> changes, String open, List<TagEvent> events) {
    if (events.isEmpty()) {
      remove(changes, open);
      return;
    }
    int kept = put(changes, open, events, 0);
    for (Entry entry : store.range(RangeQuery.all(open + "/")).entries()) {
      if (entry.key().compareTo(OlderEvents.sealedKey(open, kept)) > 0) {
        changes.add(new Transaction.Delete(entry.key()));
      }
    }
  }

  private static void remove(List<Transaction.Operation> changes, String open) {
    changes.add(new Transaction.Delete(open));
    changes.add(new Transaction.DeletePrefix(open + "/"));
  }
}
