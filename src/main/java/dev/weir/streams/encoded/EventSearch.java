package dev.weir.streams.encoded;

import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.resource.BytePattern;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds single events among the older ones of tags, however many these are: values that do not hold
 * what is looked for as text are not parsed.
 */
public final class EventSearch {
  private final Store store;

  public EventSearch(Store store) {
    this.store = store;
  }

  /** The youngest of a tag's older events. */
  public Optional<TagEvent> youngest(StreamName name, String tag) {
    return store
        .get(OlderEvents.key(name, tag))
        .flatMap(entry -> HistorySegment.decode(entry.value()).events().stream().findFirst());
  }

  /**
   * The youngest of a tag's older events that is wanted.
   *
   * @param text stands in the JSON of each that may be, such as its digest
   */
  public Optional<PastEvent> find(
      StreamName name, String tag, String text, Predicate<TagEvent> wanted) {
    BytePattern pattern = new BytePattern(text.getBytes(StandardCharsets.UTF_8));
    List<byte[]> values = values(OlderEvents.key(name, tag));
    for (int i = 0; i < values.size(); i++) {
      if (pattern.indexIn(values.get(i), 0) < 0) {
        continue;
      }
      Optional<PastEvent> found =
          PastEvent.in(HistorySegment.decode(values.get(i)).events(), wanted);
      if (found.isPresent()) {
        Optional<TagEvent> before = found.get().before();
        return Optional.of(
            new PastEvent(
                found.get().event(), before.isPresent() ? before : first(values, i + 1), false));
      }
    }
    return Optional.empty();
  }

  /** The open value first, then the sealed ones, youngest first. */
  private List<byte[]> values(String open) {
    List<byte[]> values = new ArrayList<>();
    store.get(open).map(Entry::value).ifPresent(values::add);
    for (Entry entry : store.range(RangeQuery.all(open + "/")).entries().reversed()) {
      values.add(entry.value());
    }
    return values;
  }

  private static Optional<TagEvent> first(List<byte[]> values, int at) {
    return at < values.size()
        ? HistorySegment.decode(values.get(at)).events().stream().findFirst()
        : Optional.empty();
  }

  /** Tags of a stream whose older events hold a text, sorted. */
  public List<String> tags(StreamName name, String text) {
    BytePattern pattern = new BytePattern(text.getBytes(StandardCharsets.UTF_8));
    String prefix = OlderEvents.prefix(name);
    TreeSet<String> found = new TreeSet<>();
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      if (pattern.indexIn(entry.value(), 0) >= 0) {
        found.add(entry.key().substring(prefix.length()).split("/", 2)[0]);
      }
    }
    return List.copyOf(found);
  }
}
