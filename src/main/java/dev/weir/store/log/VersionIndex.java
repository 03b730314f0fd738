package dev.weir.store.log;

import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.FutureRevisionException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All retained versions and events, in memory. Reads take no lock; see the package's comment. */
final class VersionIndex {
  private final ConcurrentHashMap<String, Chain> byKey = new ConcurrentHashMap<>();
  // The order of Java strings is that of their UTF-8 bytes for the characters that keys may have.
  private final ConcurrentSkipListMap<String, Chain> ordered = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Long, List<StoreEvent>> history =
      new ConcurrentSkipListMap<>();

  /** Bytes of the values in the history. */
  private final AtomicLong past = new AtomicLong();

  private volatile long revision = 1;
  private volatile long compacted;

  long revision() {
    return revision;
  }

  long compacted() {
    return compacted;
  }

  Optional<Entry> get(String key, long asked) {
    while (true) {
      long at = resolve(asked);
      Chain chain = byKey.get(key);
      Optional<Entry> found = chain == null ? Optional.empty() : chain.at(at);
      if (stillRetained(at, asked)) {
        return found;
      }
    }
  }

  Page range(RangeQuery query) {
    while (true) {
      long at = resolve(query.revision());
      Page page = pageAt(query, at);
      if (stillRetained(at, query.revision())) {
        return page;
      }
    }
  }

  private Page pageAt(RangeQuery query, long at) {
    String prefix = query.prefix();
    int limit = query.limit() == 0 ? Integer.MAX_VALUE : query.limit();
    List<Entry> entries = new ArrayList<>(Math.min(limit, 64));
    long remaining = 0;
    for (Chain chain : from(prefix, query.after()).values()) {
      if (!chain.key.startsWith(prefix)) {
        break;
      }
      Optional<Entry> entry = chain.at(at);
      if (entry.isPresent()) {
        if (entries.size() < limit) {
          entries.add(entry.get());
        } else {
          remaining++;
          if (!query.counts()) {
            break;
          }
        }
      }
    }
    return new Page(entries, at, remaining > 0, remaining);
  }

  private ConcurrentNavigableMap<String, Chain> from(String prefix, String after) {
    return after.compareTo(prefix) < 0
        ? ordered.tailMap(prefix, true)
        : ordered.tailMap(after, after.isEmpty());
  }

  private long resolve(long asked) {
    long newest = revision;
    if (asked == Store.LATEST) {
      return newest;
    }
    requireReached(asked, newest);
    if (asked < compacted) {
      throw expired(asked, compacted);
    }
    return asked;
  }

  /** False if the newest state was asked for and a compaction overtook the reader. */
  private boolean stillRetained(long at, long asked) {
    long forgotten = compacted;
    if (at >= forgotten) {
      return true;
    }
    if (asked == Store.LATEST) {
      return false;
    }
    throw expired(asked, forgotten);
  }

  static void requireReached(long asked, long newest) {
    if (asked < 0) {
      throw new IllegalArgumentException("negative revision " + asked);
    }
    if (asked > newest) {
      throw new FutureRevisionException(asked, newest);
    }
  }

  static ExpiredException expired(long asked, long compacted) {
    return new ExpiredException(
        "revision "
            + asked
            + " is forgotten, the store keeps what is since "
            + compacted
            + "; list again");
  }

  /**
   * All events in a span of revisions, in order.
   *
   * @throws ExpiredException if some of them are forgotten
   */
  void events(long after, long upTo, Consumer<StoreEvent> each) {
    for (List<StoreEvent> events : history.subMap(after, false, upTo, true).values()) {
      events.forEach(each);
    }
    long forgotten = compacted;
    if (after < forgotten) {
      throw expired(after, forgotten);
    }
  }

  /** The newest revision after which more than so many bytes were written; else the compacted. */
  long revisionBefore(long bytes) {
    if (past.get() <= bytes) {
      return compacted;
    }
    long left = bytes;
    for (var written : history.descendingMap().entrySet()) {
      for (StoreEvent event : written.getValue()) {
        left -= size(event);
      }
      if (left < 0) {
        return Math.max(written.getKey() - 1, compacted);
      }
    }
    return compacted;
  }

  /** Bytes of the values in the history, as counted. */
  long pastBytes() {
    return past.get();
  }

  static long size(StoreEvent event) {
    return event instanceof StoreEvent.Written(Entry entry, Optional<Entry> _)
        ? entry.value().length
        : 0;
  }

  /** The newest version of a key, of what was published. */
  Optional<Entry> newest(String key) {
    Chain chain = byKey.get(key);
    return chain == null ? Optional.empty() : chain.head().entry;
  }

  /** Keys with a prefix that are there, in order, of what was published. */
  SortedSet<String> live(String prefix) {
    SortedSet<String> live = new TreeSet<>();
    for (Chain chain : ordered.tailMap(prefix, true).values()) {
      if (!chain.key.startsWith(prefix)) {
        break;
      }
      if (chain.head().entry.isPresent()) {
        live.add(chain.key);
      }
    }
    return live;
  }

  /** Makes a durable batch visible, at one stroke for readers. */
  void publish(List<Change> changes) {
    List<StoreEvent> events = new ArrayList<>(2);
    long current = revision;
    long bytes = 0;
    for (Change change : changes) {
      bytes += change.entry().map(entry -> entry.value().length).orElse(0);
      if (change.revision() != current && !events.isEmpty()) {
        history.put(current, List.copyOf(events));
        events.clear();
      }
      current = change.revision();
      events.add(push(change));
    }
    if (!events.isEmpty()) {
      history.put(current, List.copyOf(events));
    }
    past.addAndGet(bytes);
    revision = current;
  }

  private StoreEvent push(Change change) {
    Chain chain = byKey.get(change.key());
    Optional<Entry> previous = chain == null ? Optional.empty() : chain.head().entry;
    if (chain == null) {
      insert(new Chain(change));
    } else {
      chain.push(change);
    }
    return change
        .entry()
        .<StoreEvent>map(entry -> new StoreEvent.Written(entry, previous))
        .orElseGet(() -> new StoreEvent.Deleted(change.key(), change.revision(), previous));
  }

  private void insert(Chain chain) {
    byKey.put(chain.key, chain);
    ordered.put(chain.key, chain);
  }

  /** Takes a row of the log before the store opens; rows come by ascending revision. */
  void load(Change change) {
    StoreEvent event = push(change);
    if (change.revision() > compacted) {
      history.computeIfAbsent(change.revision(), at -> new ArrayList<>(2)).add(event);
      past.addAndGet(size(event));
    }
    revision = change.revision();
  }

  /** Ends loading; the newest rows of a compacted log may be gone, its revision is not. */
  void loaded(long newest) {
    revision = newest;
  }

  /** From now on reads below and events up to this revision are refused. */
  void setCompacted(long compactedRevision) {
    compacted = compactedRevision;
  }

  /** Chains that an event up to the compacted revision has touched; their events are let go. */
  List<Chain> takeTouched() {
    ConcurrentNavigableMap<Long, List<StoreEvent>> forgotten = history.headMap(compacted, true);
    Set<Chain> touched = new LinkedHashSet<>();
    long bytes = 0;
    for (List<StoreEvent> events : forgotten.values()) {
      for (StoreEvent event : events) {
        bytes += size(event);
        Optional.ofNullable(byKey.get(event.key())).ifPresent(touched::add);
      }
    }
    forgotten.clear();
    past.addAndGet(-bytes);
    return List.copyOf(touched);
  }

  Collection<Chain> chains() {
    return ordered.values();
  }

  @Nullable Chain chain(String key) {
    return byKey.get(key);
  }

  Collection<List<StoreEvent>> history() {
    return history.values();
  }

  int size() {
    return byKey.size();
  }

  /**
   * Removes a key whose deletion nobody can see any more; if it was written again meanwhile, only
   * that deletion. Not while something is published.
   */
  void sweep(Chain chain) {
    if (chain.dead(compacted)) {
      byKey.remove(chain.key, chain);
      ordered.remove(chain.key, chain);
    } else {
      chain.forget(compacted, row -> {});
    }
  }
}
