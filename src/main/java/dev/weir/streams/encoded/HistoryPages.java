package dev.weir.streams.encoded;

import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The history of a tag page by page, newest first, see {@link OlderEvents}. A page costs what is in
 * it, however long the history is and however far from its ends the page.
 *
 * <p>Each event has a number, greater than those of all older ones, that it keeps as long as it is
 * there, whatever is added before it or leaves behind it: a page begins below a number.
 */
public final class HistoryPages {
  /** Above the numbers of all events. */
  public static final long NEWEST = Long.MAX_VALUE;

  private final Store store;

  HistoryPages(Store store) {
    this.store = store;
  }

  /** A tag of a stream as it was at a revision of the store, with its newest event. */
  public record Asked(StreamName stream, String tag, Optional<TagEvent> newest, long revision) {
    private String open() {
      return OlderEvents.key(stream, tag);
    }
  }

  /** An event and its number. */
  public record Numbered(long number, TagEvent event) {}

  /**
   * A page.
   *
   * @param events newest first
   * @param older the event behind the last one, if there is one
   * @param remaining how many come behind the last one; more than there are where some left from
   *     between others
   */
  public record Page(List<Numbered> events, Optional<TagEvent> older, long remaining) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /**
   * The page of the events below a number.
   *
   * @param limit most events, one at least
   * @throws dev.weir.store.ExpiredException if the revision is forgotten
   */
  public Page page(Asked asked, long below, int limit) {
    HistorySegment open = open(asked);
    List<Numbered> found = new ArrayList<>();
    numbered(asked, open).stream().filter(event -> event.number() < below).forEach(found::add);
    long at = Math.min(open.sealed(), segmentOf(below - 1));
    while (found.size() <= limit) {
      Optional<Sealed> value = atOrBelow(asked, at);
      if (value.isEmpty()) {
        break;
      }
      value.get().numbered().stream().filter(e -> e.number() < below).forEach(found::add);
      at = value.get().number() - 1;
    }
    if (found.size() <= limit) {
      return new Page(found, Optional.empty(), 0);
    }
    List<Numbered> events = found.subList(0, limit);
    return new Page(
        events,
        Optional.of(found.get(limit).event()),
        remaining(asked, open, events.getLast().number()));
  }

  /**
   * The number below which all events are of an earlier time; by times that do not go back in a
   * history, as far as its clock did not.
   */
  public long before(Asked asked, Instant time) {
    HistorySegment open = open(asked);
    Optional<Long> young = before(numbered(asked, open), time);
    if (young.isPresent()) {
      return young.get();
    }
    long low = 0;
    long high = open.sealed();
    while (low < high) {
      long middle = (low + high + 1) / 2;
      Optional<Sealed> value = atOrBelow(asked, middle);
      if (value.isEmpty() || value.get().oldest().isBefore(time)) {
        low = middle;
      } else {
        high = value.get().number() - 1;
      }
    }
    return atOrBelow(asked, low).flatMap(value -> before(value.numbered(), time)).orElse(0L);
  }

  private static Optional<Long> before(List<Numbered> events, Instant time) {
    return events.stream()
        .filter(numbered -> numbered.event().time().isBefore(time))
        .findFirst()
        .map(numbered -> numbered.number() + 1);
  }

  private HistorySegment open(Asked asked) {
    return store
        .get(asked.open(), asked.revision())
        .map(entry -> HistorySegment.decode(entry.value()))
        .orElse(HistorySegment.NONE);
  }

  /** The newest event and those of the open value: they are numbered from its old end on. */
  private static List<Numbered> numbered(Asked asked, HistorySegment open) {
    List<Numbered> events = new ArrayList<>();
    long number = (long) open.sealed() * OlderEvents.SEGMENT + open.events().size();
    if (asked.newest().isPresent()) {
      events.add(new Numbered(number, asked.newest().get()));
    }
    for (TagEvent event : open.events()) {
      events.add(new Numbered(--number, event));
    }
    return events;
  }

  /** A value that was sealed: its events are numbered from its young end on. */
  private record Sealed(long number, List<TagEvent> events) {
    List<Numbered> numbered() {
      List<Numbered> numbered = new ArrayList<>();
      long next = number * OlderEvents.SEGMENT;
      for (TagEvent event : events) {
        numbered.add(new Numbered(--next, event));
      }
      return numbered;
    }

    Instant oldest() {
      return events.isEmpty() ? Instant.MIN : events.getLast().time();
    }
  }

  private static long segmentOf(long number) {
    return number < 0 ? 0 : number / OlderEvents.SEGMENT + 1;
  }

  /** The youngest sealed value that has at most that number; where all are there, one look. */
  private Optional<Sealed> atOrBelow(Asked asked, long most) {
    if (most < 1) {
      return Optional.empty();
    }
    Optional<Entry> there = store.get(sealedKey(asked, most), asked.revision());
    if (there.isPresent()) {
      return there.map(entry -> sealed(asked, entry));
    }
    long low = 0; // of those between there is one, as far as is known
    long high = most - 1;
    Optional<Entry> found = Optional.empty();
    while (low < high) {
      long middle = found.isEmpty() ? 1 : (low + high + 1) / 2;
      Optional<Entry> next = from(asked, middle).filter(e -> number(asked, e) < most);
      if (next.isPresent()) {
        found = next;
        low = number(asked, next.get());
      } else {
        high = middle - 1;
      }
    }
    return found.map(entry -> sealed(asked, entry));
  }

  private Optional<Entry> from(Asked asked, long number) {
    String prefix = asked.open() + "/";
    RangeQuery next =
        new RangeQuery(prefix, sealedKey(asked, number - 1), 1, asked.revision(), false);
    return store.range(next).entries().stream().findFirst();
  }

  private static String sealedKey(Asked asked, long number) {
    return OlderEvents.sealedKey(asked.open(), number);
  }

  private static long number(Asked asked, Entry entry) {
    return Long.parseLong(entry.key().substring(asked.open().length() + 1));
  }

  private static Sealed sealed(Asked asked, Entry entry) {
    return new Sealed(number(asked, entry), HistorySegment.decode(entry.value()).events());
  }

  private long remaining(Asked asked, HistorySegment open, long last) {
    Optional<Sealed> lowest = from(asked, 1).map(entry -> sealed(asked, entry));
    if (lowest.isEmpty()) {
      return numbered(asked, open).stream().filter(event -> event.number() < last).count();
    }
    long whole = lowest.get().number() * OlderEvents.SEGMENT;
    long old = lowest.get().numbered().stream().filter(event -> event.number() < last).count();
    return old + Math.max(0, last - whole);
  }
}
