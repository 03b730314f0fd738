package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.store.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who holds each digest: links, events of streams, and Images that are made of it. An index that
 * follows the store, so that what became loose is known without a look at what is stored. A
 * question first takes in everything that was committed before it was asked. Nothing is read before
 * the first one. Safe for threads.
 */
final class Holders implements AutoCloseable {
  /** All keys of the store begin so. */
  private static final String ALL = "/";

  private static final Duration POLL = Duration.ofNanos(50_000);
  private static final int PAGE = 10_000;
  private static final int IMAGES_AT_ONCE = 500;

  private final Store store;
  private final InstantSource steady;
  private final ReentrantLock following = new ReentrantLock();

  // guarded by the lock
  private @Nullable Watch watch;
  private HolderIndex index;
  private long revision;

  /**
   * Of a store.
   *
   * @param steady a clock that never goes back
   */
  Holders(Store store, InstantSource steady) {
    this.store = store;
    this.steady = steady;
    this.index = empty();
  }

  private HolderIndex empty() {
    return new HolderIndex(steady, name -> store.get(HolderIndex.IMAGES + name));
  }

  /** Something that is asked of what is known. */
  private interface Question<T> {
    T of(HolderIndex index);
  }

  private <T> T ask(Question<T> question) {
    long wanted = store.sync();
    following.lock();
    try {
      while (watch == null || revision < wanted) {
        if (watch == null) {
          begin();
        } else {
          follow(watch);
        }
      }
      return question.of(index);
    } finally {
      following.unlock();
    }
  }

  /** Takes in what was committed, so that it is not forgotten first. */
  void follow() {
    ask(_ -> true);
  }

  /** True if nothing holds it, but for Images that are marked. */
  boolean isLoose(Digest digest) {
    return ask(index -> index.isLoose(digest));
  }

  /** True if a link, an event or any Image names it. */
  boolean isHeld(Digest digest) {
    return ask(index -> index.isHeld(digest));
  }

  /**
   * Images that something names and of which no Image object says what they are made of; that
   * stands in their manifests alone.
   */
  Set<Digest> withoutImage() {
    return ask(HolderIndex::withoutImage);
  }

  /** Images whose names are no digests. */
  Set<String> otherwiseNamed() {
    return ask(HolderIndex::otherwiseNamed);
  }

  /** What became loose since this was last asked, as far as there was room to note it. */
  List<Digest> takeLoose() {
    return ask(HolderIndex::takeLoose);
  }

  /** True, once, if more became loose than could be noted. */
  boolean takeMissed() {
    return ask(HolderIndex::takeMissed);
  }

  /** Takes a digest as one that may have become loose. */
  void look(Digest digest) {
    boolean _ =
        ask(
            index -> {
              index.note(digest);
              return true;
            });
  }

  /** Those that nothing holds and that are not marked. */
  List<Digest> unmarked(Collection<Digest> digests) {
    return ask(
        index ->
            digests.stream()
                .filter(digest -> index.isLoose(digest) && !index.marks().containsKey(digest))
                .toList());
  }

  /** All marks, the oldest first. */
  List<Marked> marks() {
    return ask(index -> List.copyOf(index.marks().values()));
  }

  Optional<Marked> mark(Digest digest) {
    return ask(index -> Optional.ofNullable(index.marks().get(digest)));
  }

  /** Streams that are to be looked at, with the revision of the key that says so. */
  Map<StreamName, Long> due() {
    return ask(index -> index.due().all());
  }

  /** Of these, those that changed since this was last asked. */
  Set<StreamName> takeTouched() {
    return ask(index -> index.due().takeTouched());
  }

  /** How many streams there are. */
  long streams() {
    return ask(HolderIndex::streams);
  }

  /** Links that went since the index was read first. */
  long linksGone() {
    return ask(HolderIndex::linksGone);
  }

  /** Digests that something holds. */
  int size() {
    return ask(index -> index.counts().size());
  }

  /** Bytes that the counts take. */
  long bytes() {
    return ask(index -> index.counts().bytes());
  }

  private void follow(Watch open) {
    try {
      open.next(POLL).forEach(this::apply);
      revision = open.progress();
    } catch (ExpiredException tooSlow) {
      end(open);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading who holds what", e);
    } catch (RuntimeException half) {
      end(open); // what was taken in by halves is read anew
      throw half;
    }
  }

  private void end(Watch open) {
    open.close();
    watch = null;
  }

  private void apply(StoreEvent event) {
    Optional<Entry> now =
        event instanceof StoreEvent.Written(Entry entry, Optional<Entry> _)
            ? Optional.of(entry)
            : Optional.empty();
    index.change(event.key(), event.previous(), now);
  }

  private void begin() {
    while (watch == null) {
      long at = store.revision();
      try {
        begin(at);
      } catch (ExpiredException tooSlow) {
        // the past is forgotten faster than it is read: from the newest again
      }
    }
  }

  private void begin(long at) {
    Watch opened = store.watch(ALL, at);
    try {
      HolderIndex read = empty();
      for (String prefix : HolderIndex.PREFIXES) {
        each(prefix, at, entry -> read.change(entry.key(), Optional.empty(), Optional.of(entry)));
      }
      read.begun(index);
      if (revision > 0) {
        read.miss(); // what became loose meanwhile left no trace
      }
      index = read;
      revision = at;
      watch = opened;
    } finally {
      if (watch == null) {
        opened.close();
      }
    }
  }

  private void each(String prefix, long at, Consumer<Entry> taken) {
    String after = "";
    Page page;
    do {
      page = store.range(new RangeQuery(prefix, after, PAGE, at, false));
      for (Entry entry : page.entries()) {
        taken.accept(entry);
        after = entry.key();
      }
    } while (page.more());
  }

  /** Names of all Images that are digests, some at a time. */
  void eachImage(Consumer<List<Digest>> some) {
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(HolderIndex.IMAGES, after, IMAGES_AT_ONCE));
      List<Digest> names = new ArrayList<>();
      for (Entry entry : page.entries()) {
        after = entry.key();
        Digest.tryParse(after.substring(HolderIndex.IMAGES.length())).ifPresent(names::add);
      }
      some.accept(names);
    } while (page.more());
  }

  @Override
  public void close() {
    following.lock();
    try {
      if (watch != null) {
        end(watch);
      }
    } finally {
      following.unlock();
    }
  }
}
