package dev.weir.storage.gc;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.store.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
 * question first takes in everything that was committed before it was asked. Safe for threads.
 */
final class Holders implements AutoCloseable {
  static final String LINKS = "/links/";
  static final String HISTORY = "/history/";
  static final String IMAGES = ObjectKey.prefix(Kinds.IMAGE, "");
  static final String STREAMS = ObjectKey.prefix(Kinds.IMAGE_STREAM, "");
  static final String MARKS = "/gc/digests/";
  static final String DUE = "/gc/streams/";

  /** All keys of the store begin so. */
  private static final String ALL = "/";

  private static final Duration POLL = Duration.ofNanos(50_000);
  private static final int PAGE = 10_000;
  private static final int MOST_LOOSE = 65_536;
  private static final long[] NO_PARTS = {};

  private final Store store;
  private final InstantSource steady;
  private final ReentrantLock following = new ReentrantLock();

  // all below is guarded by the lock
  private @Nullable Watch watch;
  private long revision;
  private HolderCounts counts = new HolderCounts();
  private final Map<Digest, Marked> marks = new LinkedHashMap<>();
  private final Map<Long, Integer> partsOfMarked = new HashMap<>();
  private final Map<StreamName, Long> due = new LinkedHashMap<>();
  private final Set<Digest> loose = new LinkedHashSet<>();
  private final Set<Digest> withoutImage = new HashSet<>();
  private boolean missed;
  private long streams;
  private long linksGone;

  /**
   * Of a store; nothing is read before the first question.
   *
   * @param steady a clock that never goes back
   */
  Holders(Store store, InstantSource steady) {
    this.store = store;
    this.steady = steady;
  }

  /** A question to what is known, with everything that was committed before. */
  private interface Question<T> {
    T ask();
  }

  private <T> T newest(Question<T> question) {
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
      return question.ask();
    } finally {
      following.unlock();
    }
  }

  /** True if nothing holds it, but for Images that are marked. */
  boolean isLoose(Digest digest) {
    return newest(() -> looks(HolderCounts.key(digest)));
  }

  private boolean looks(long key) {
    return counts.direct(key) == 0 && counts.parts(key) <= partsOfMarked.getOrDefault(key, 0);
  }

  /** True if a link, an event or any Image names it. */
  boolean isHeld(Digest digest) {
    return newest(
        () -> {
          long key = HolderCounts.key(digest);
          return counts.direct(key) > 0 || counts.parts(key) > 0;
        });
  }

  /** True if an Image is made of it, marked or not. */
  boolean isPart(Digest digest) {
    return newest(() -> counts.parts(HolderCounts.key(digest)) > 0);
  }

  /**
   * Images that something names and of which no Image object says what they are made of; that
   * stands in their manifests alone.
   */
  Set<Digest> withoutImage() {
    return newest(
        () -> {
          withoutImage.removeIf(image -> isWhole(image) || isFree(HolderCounts.key(image)));
          return Set.copyOf(withoutImage);
        });
  }

  private boolean isFree(long key) {
    return counts.direct(key) == 0 && counts.parts(key) == 0;
  }

  private boolean isWhole(Digest image) {
    return image(image.toString())
        .map(entry -> ImageParts.read(image.toString(), entry.value()))
        .filter(parts -> parts.isComplete() || !parts.isManaged())
        .isPresent();
  }

  private Optional<Entry> image(String name) {
    return store.get(IMAGES + name);
  }

  /** What became loose since this was last asked, as far as there was room to note it. */
  List<Digest> takeLoose() {
    return newest(
        () -> {
          List<Digest> taken =
              loose.stream()
                  .filter(digest -> looks(HolderCounts.key(digest)) && !marks.containsKey(digest))
                  .toList();
          loose.clear();
          return taken;
        });
  }

  /** Takes a digest as one that may have become loose. */
  void look(Digest digest) {
    following.lock();
    try {
      note(digest);
    } finally {
      following.unlock();
    }
  }

  /** True, once, if more became loose than could be noted. */
  boolean takeMissed() {
    following.lock();
    try {
      boolean was = missed;
      missed = false;
      return was;
    } finally {
      following.unlock();
    }
  }

  /** All marks, the oldest first. */
  List<Marked> marks() {
    return newest(() -> List.copyOf(marks.values()));
  }

  Optional<Marked> mark(Digest digest) {
    return newest(() -> Optional.ofNullable(marks.get(digest)));
  }

  /** Streams that are to be looked at, with the revision of the key that says so. */
  Map<StreamName, Long> due() {
    return newest(() -> Map.copyOf(due));
  }

  /** How many streams there are. */
  long streams() {
    return newest(() -> streams);
  }

  /** Links that went since the index was read first. */
  long linksGone() {
    return newest(() -> linksGone);
  }

  /** Digests that something holds. */
  int size() {
    return newest(() -> counts.size());
  }

  /** Bytes that the counts take. */
  long bytes() {
    return newest(() -> counts.bytes());
  }

  /** Names of the Images that nothing holds and that are not marked. */
  List<Digest> looseImages(Collection<Digest> images) {
    return newest(
        () ->
            images.stream()
                .filter(image -> looks(HolderCounts.key(image)) && !marks.containsKey(image))
                .toList());
  }

  private void follow(Watch open) {
    try {
      open.next(POLL).forEach(this::apply);
      revision = open.progress();
    } catch (ExpiredException tooSlow) {
      open.close();
      watch = null;
      missed = true; // what became loose meanwhile left no trace
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading who holds what", e);
    }
  }

  private void begin() {
    while (watch == null) {
      long at = store.revision();
      try {
        Watch opened = store.watch(ALL, at);
        try {
          load(at);
          watch = opened;
          revision = at;
        } finally {
          if (watch == null) {
            opened.close();
          }
        }
      } catch (ExpiredException tooSlow) {
        // the past is forgotten faster than it is read: from the newest again
      }
    }
  }

  private void load(long at) {
    counts = new HolderCounts();
    Map<Digest, Marked> before = Map.copyOf(marks);
    marks.clear();
    partsOfMarked.clear();
    due.clear();
    withoutImage.clear();
    streams = 0;
    for (String prefix : List.of(LINKS, HISTORY, STREAMS, IMAGES, MARKS, DUE)) {
      each(prefix, at, entry -> change(entry.key(), Optional.empty(), Optional.of(entry)));
    }
    loose.clear(); // what is loose at the beginning, the audit finds
    marks.replaceAll(
        (digest, mark) ->
            Optional.ofNullable(before.get(digest))
                .filter(known -> known.revision() == mark.revision())
                .map(known -> mark.seenAt(known.seen()))
                .orElse(mark));
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

  private void apply(StoreEvent event) {
    Optional<Entry> now =
        event instanceof StoreEvent.Written(Entry entry, Optional<Entry> _)
            ? Optional.of(entry)
            : Optional.empty();
    change(event.key(), event.previous(), now);
  }

  private void change(String key, Optional<Entry> before, Optional<Entry> now) {
    if (key.startsWith(LINKS)) {
      link(key, before.isPresent(), now.isPresent());
    } else if (key.startsWith(STREAMS)) {
      streams += (now.isPresent() ? 1 : 0) - (before.isPresent() ? 1 : 0);
      events(before, now);
    } else if (key.startsWith(HISTORY)) {
      events(before, now);
    } else if (key.startsWith(IMAGES)) {
      image(key.substring(IMAGES.length()), before, now);
    } else if (key.startsWith(MARKS)) {
      mark(key.substring(MARKS.length()), now);
    } else if (key.startsWith(DUE)) {
      due(key.substring(DUE.length()), now);
    }
  }

  private void link(String key, boolean was, boolean is) {
    int slash = key.lastIndexOf('/');
    if (was == is) {
      return;
    }
    long digest = HolderCounts.key(key, key.indexOf(':', slash) + 1);
    if (is) {
      direct(digest, 1, () -> Digest.parse(key.substring(slash + 1)));
    } else {
      linksGone++;
      direct(digest, -1, () -> Digest.parse(key.substring(slash + 1)));
    }
  }

  /** Makes the digest that a key stands for. */
  private interface Whole {
    Digest digest();
  }

  private void direct(long key, int by, Whole whole) {
    counts.addDirect(key, by);
    moved(key, by, whole);
  }

  private void part(long key, int by, Whole whole) {
    counts.addPart(key, by);
    moved(key, by, whole);
  }

  private void moved(long key, int by, Whole whole) {
    if (by < 0) {
      if (looks(key)) {
        note(whole.digest());
      }
    } else if (!marks.isEmpty()) {
      marks.computeIfPresent(whole.digest(), (_, mark) -> mark.seenAt(steady.instant()));
    }
  }

  private void note(Digest digest) {
    if (loose.size() < MOST_LOOSE || loose.contains(digest)) {
      boolean _ = loose.add(digest);
    } else {
      missed = true;
    }
  }

  private void events(Optional<Entry> before, Optional<Entry> now) {
    EventScan.difference(
        before.map(Entry::value),
        now.map(Entry::value),
        digest -> direct(HolderCounts.key(digest), -1, () -> digest),
        digest -> {
          direct(HolderCounts.key(digest), 1, () -> digest);
          noteIfWithoutImage(digest);
        });
  }

  private void noteIfWithoutImage(Digest digest) {
    if (image(digest.toString()).isEmpty()) {
      boolean _ = withoutImage.add(digest);
    }
  }

  private void image(String name, Optional<Entry> before, Optional<Entry> now) {
    Optional<ImageParts> old = before.map(entry -> ImageParts.read(name, entry.value()));
    Optional<ImageParts> parts = now.map(entry -> ImageParts.read(name, entry.value()));
    if (old.map(ImageParts::all).equals(parts.map(ImageParts::all)) && old.isPresent()) {
      return;
    }
    parts.stream()
        .flatMap(image -> image.all().stream())
        .forEach(part -> part(HolderCounts.key(part), 1, () -> part));
    old.stream()
        .flatMap(image -> image.all().stream())
        .forEach(part -> part(HolderCounts.key(part), -1, () -> part));
    parts.filter(ImageParts::isManaged).stream()
        .flatMap(image -> image.children().stream())
        .forEach(this::noteIfWithoutImage);
    Digest.tryParse(name)
        .ifPresent(digest -> named(digest, before.isEmpty(), now.isPresent(), parts));
  }

  private void named(Digest digest, boolean isNew, boolean isThere, Optional<ImageParts> parts) {
    long key = HolderCounts.key(digest);
    if (parts.filter(image -> image.isManaged() && !image.isComplete()).isPresent()
        || (!isThere && !isFree(key))) {
      boolean _ = withoutImage.add(digest);
    }
    if (looks(key) && (isNew || !isThere)) {
      note(digest);
    }
    Marked mark = marks.get(digest);
    if (mark != null) {
      holdLess(mark, -1);
      Marked next = mark.with(parts.map(Holders::keys).orElse(NO_PARTS));
      marks.put(digest, isNew ? next.seenAt(steady.instant()) : next);
      holdLess(next, 1);
      parts.ifPresent(this::noteLoose);
    }
  }

  private static long[] keys(ImageParts parts) {
    return parts.all().stream().mapToLong(HolderCounts::key).toArray();
  }

  private void mark(String name, Optional<Entry> now) {
    Optional<Digest> digest = Digest.tryParse(name);
    if (digest.isEmpty()) {
      return;
    }
    Marked old = marks.remove(digest.get());
    if (old != null) {
      holdLess(old, -1);
    }
    if (now.isPresent()) {
      Optional<ImageParts> parts = image(name).map(entry -> ImageParts.read(name, entry.value()));
      Marked mark =
          new Marked(
              digest.get(),
              now.get().modRevision(),
              since(now.get()),
              steady.instant(),
              parts.map(Holders::keys).orElse(NO_PARTS));
      marks.put(digest.get(), mark);
      holdLess(mark, 1);
      parts.ifPresent(this::noteLoose);
    } else if (looks(HolderCounts.key(digest.get()))) {
      note(digest.get());
    }
  }

  private static Instant since(Entry mark) {
    return Instant.ofEpochSecond(Json.parseObject(mark.value()).path("since").asLong(0));
  }

  /** What a marked Image is made of is only held by others. */
  private void holdLess(Marked mark, int times) {
    for (long part : mark.parts()) {
      partsOfMarked.merge(part, times, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  private void noteLoose(ImageParts parts) {
    for (Digest part : parts.all()) {
      if (looks(HolderCounts.key(part)) && !marks.containsKey(part)) {
        note(part);
      }
    }
  }

  private void due(String name, Optional<Entry> now) {
    StreamName stream = StreamName.parse(name);
    if (now.isPresent()) {
      due.put(stream, now.get().modRevision());
    } else {
      due.remove(stream);
    }
  }

  /** Names of all Images, some at a time. */
  void eachImage(Consumer<List<Digest>> some) {
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(IMAGES, after, 500));
      List<Digest> names = new ArrayList<>();
      for (Entry entry : page.entries()) {
        after = entry.key();
        Digest.tryParse(after.substring(IMAGES.length())).ifPresent(names::add);
      }
      some.accept(names);
    } while (page.more());
  }

  @Override
  public void close() {
    following.lock();
    try {
      if (watch != null) {
        watch.close();
        watch = null;
      }
    } finally {
      following.unlock();
    }
  }
}
