package dev.weir.store.log;

import dev.weir.store.Entry;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The retained versions of one key, newest first. One thread at a time pushes, one compacting
 * thread forgets, any thread reads.
 */
final class Chain {
  final String key;
  private volatile Version head;

  Chain(Change first) {
    key = first.key();
    head = new Version(first, null);
  }

  Version head() {
    return head;
  }

  void push(Change change) {
    head = new Version(change, head);
  }

  /** The key's entry as of a revision that is retained. */
  Optional<Entry> at(long revision) {
    for (Version version = head; version != null; version = version.older) {
      if (version.revision <= revision) {
        return version.entry;
      }
    }
    return Optional.empty();
  }

  /** True if the newest version is a deletion that no retained revision needs. */
  boolean dead(long compacted) {
    Version newest = head;
    return newest.revision <= compacted && newest.entry.isEmpty();
  }

  /**
   * Cuts off what reads at or after the revision cannot see, and hands out what the journal need
   * not keep for it.
   */
  void forget(long compacted, Consumer<Change> dropped) {
    Version newer = null;
    Version last = head;
    while (last != null && last.revision > compacted) {
      newer = last;
      last = last.older;
    }
    if (last == null) {
      return;
    }
    drop(last.older, dropped);
    last.older = null;
    if (last.entry.isEmpty()) {
      drop(last, dropped);
      if (newer != null) {
        newer.older = null;
      }
    }
  }

  private void drop(@Nullable Version from, Consumer<Change> dropped) {
    for (Version version = from; version != null; version = version.older) {
      dropped.accept(new Change(key, version.revision, version.place, version.entry));
    }
  }
}
