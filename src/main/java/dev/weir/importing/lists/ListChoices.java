package dev.weir.importing.lists;

import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Recent;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which image imports chose of which list of manifests, under {@code /checks/NS/STREAM/TAG} as
 * {@link SeenLists}: who hears that a registry has the list again need not fetch it. Says nothing
 * about who may see it. Goes with the tag. Safe for threads.
 */
public final class ListChoices {
  private static final Logger LOG = LoggerFactory.getLogger(ListChoices.class);
  private static final int ATTEMPTS = 20;
  private static final int REMEMBERED = 4096;

  private final Store store;

  /** Those of all streams that were learned last. */
  private final Recent<ListChoice, Digest> newest = new Recent<>(REMEMBERED);

  /** Over the store of the streams. */
  public ListChoices(Store store) {
    this.store = store;
  }

  /**
   * The image of a list. Those of the stream's other tags are searched only for a tag that has none
   * of its own: of thousands that all move, each would search all.
   *
   * @param tag of the stream that is most likely to have seen it
   */
  public Optional<Digest> find(StreamName stream, String tag, ListChoice choice) {
    Optional<Digest> known = newest.find(choice);
    if (known.isPresent()) {
      return known;
    }
    Optional<Entry> own = store.get(StreamKeys.check(stream, tag));
    return own.isPresent()
        ? find(own.stream(), choice)
        : find(store.range(RangeQuery.all(StreamKeys.checks(stream))).entries().stream(), choice);
  }

  private static Optional<Digest> find(Stream<Entry> entries, ListChoice choice) {
    return entries
        .map(entry -> SeenLists.decode(entry.value()))
        .flatMap(seen -> seen.find(choice).stream())
        .findFirst();
  }

  /** The image that was chosen so. */
  public record Learned(ListChoice choice, Digest image) {}

  /**
   * Remembers what an import chose, by tag, durable on return. A stream that is gone learns
   * nothing, and neither does a later one of its name.
   */
  public void learned(StreamId stream, Map<String, Learned> byTag) {
    if (byTag.isEmpty()) {
      return;
    }
    byTag.values().forEach(one -> newest.keep(one.choice(), one.image()));
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Entry> present = store.get(StreamKeys.stream(stream.name())).filter(stream::is);
      List<Transaction> parts =
          present.map(entry -> additions(stream.name(), entry, byTag)).orElse(List.of());
      if (store.limits().pack(parts).stream().allMatch(this::isCommitted)) {
        return;
      }
    }
    LOG.warn(
        "stream={} is written by too many at once; the lists that its tags are at their registries"
            + " are fetched again",
        stream.name());
  }

  private List<Transaction> additions(
      StreamName stream, Entry present, Map<String, Learned> byTag) {
    List<Transaction> parts = new ArrayList<>();
    byTag.forEach(
        (tag, learned) -> {
          String key = StreamKeys.check(stream, tag);
          Optional<Entry> before = store.get(key);
          SeenLists seen =
              before.map(entry -> SeenLists.decode(entry.value())).orElse(SeenLists.NONE);
          SeenLists after = seen.with(learned.choice(), learned.image());
          if (!after.equals(seen)) {
            parts.add(
                Transaction.builder()
                    .ifAt(present.key(), present.modRevision())
                    .ifAt(key, before.map(Entry::modRevision).orElse(0L))
                    .put(key, after.encode())
                    .build());
          }
        });
    return parts;
  }

  private boolean isCommitted(Transaction transaction) {
    return store.commit(transaction) instanceof TransactionResult.Committed;
  }
}
