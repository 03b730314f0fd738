package dev.weir.storage.gc;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.linked.DueLooks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the store says of who holds which digest, as of a revision, and what became loose on the way
 * there. For one thread at a time.
 */
final class HolderIndex {
  static final String LINKS = "/links/";
  static final String HISTORY = "/history/";
  static final String SEEN = StreamKeys.SEEN;
  static final String IMAGES = ObjectKey.prefix(Kinds.IMAGE, "");
  static final String STREAMS = ObjectKey.prefix(Kinds.IMAGE_STREAM, "");

  /** All that is followed, in any order. */
  static final List<String> PREFIXES =
      List.of(LINKS, HISTORY, SEEN, STREAMS, IMAGES, DueLooks.DIGESTS, DueLooks.STREAMS);

  private static final int MOST_LOOSE = 65_536;
  private static final long[] NO_PARTS = {};

  private final InstantSource steady;
  private final Function<String, Optional<Entry>> images;
  private final HolderCounts counts = new HolderCounts();
  private final Map<Digest, Marked> marks = new LinkedHashMap<>();
  private final Map<Long, Integer> partsOfMarked = new HashMap<>();
  private final DueStreams due = new DueStreams();
  private final Set<Digest> loose = new LinkedHashSet<>();
  private final Set<Digest> withoutImage = new HashSet<>();
  private final Set<String> otherwiseNamed = new HashSet<>();
  private boolean missed;
  private long streams;
  private long linksGone;

  /**
   * Of an empty store.
   *
   * @param steady a clock that never goes back
   * @param images the newest form of an Image, by its name
   */
  HolderIndex(InstantSource steady, Function<String, Optional<Entry>> images) {
    this.steady = steady;
    this.images = images;
  }

  HolderCounts counts() {
    return counts;
  }

  Map<Digest, Marked> marks() {
    return marks;
  }

  DueStreams due() {
    return due;
  }

  long streams() {
    return streams;
  }

  long linksGone() {
    return linksGone;
  }

  /** True if nothing holds it, but for Images that are marked. */
  boolean isLoose(Digest digest) {
    return isLoose(HolderCounts.key(digest));
  }

  private boolean isLoose(long key) {
    return counts.direct(key) == 0 && counts.parts(key) <= partsOfMarked.getOrDefault(key, 0);
  }

  /** True if a link, an event or any Image names it. */
  boolean isHeld(Digest digest) {
    return isHeld(HolderCounts.key(digest));
  }

  private boolean isHeld(long key) {
    return counts.direct(key) > 0 || counts.parts(key) > 0;
  }

  /** Takes what became loose and is so still. */
  List<Digest> takeLoose() {
    List<Digest> taken = new ArrayList<>();
    for (Digest digest : loose) {
      if (isLoose(digest) && !marks.containsKey(digest)) {
        taken.add(digest);
      }
    }
    loose.clear();
    return taken;
  }

  /** True, once, if more became loose than there was room to note. */
  boolean takeMissed() {
    boolean was = missed;
    missed = false;
    return was;
  }

  /** Some of what is loose was not noted. */
  void miss() {
    missed = true;
  }

  /** Takes a digest as one that may have become loose. */
  void note(Digest digest) {
    if (loose.size() < MOST_LOOSE || loose.contains(digest)) {
      boolean _ = loose.add(digest);
    } else {
      missed = true;
    }
  }

  /** Images that something names and of which no Image object says what they are made of. */
  Set<Digest> withoutImage() {
    withoutImage.removeIf(image -> isWhole(image) || !isHeld(image));
    return Set.copyOf(withoutImage);
  }

  /** Images whose names are no digests. */
  Set<String> otherwiseNamed() {
    return Set.copyOf(otherwiseNamed);
  }

  private boolean isWhole(Digest image) {
    return parts(image.toString(), images.apply(image.toString()))
        .filter(parts -> !saysLittle(parts))
        .isPresent();
  }

  private static boolean saysLittle(ImageParts parts) {
    return parts.isClaimed() || (parts.isManaged() && !parts.isComplete());
  }

  private static Optional<ImageParts> parts(String name, Optional<Entry> image) {
    return image.map(entry -> ImageParts.read(name, entry.value()));
  }

  /** Takes in a change of a key. */
  void change(String key, Optional<Entry> before, Optional<Entry> now) {
    if (key.startsWith(LINKS)) {
      link(key, before.isPresent(), now.isPresent());
      due.touch(key.substring(LINKS.length(), key.lastIndexOf('/')));
    } else if (key.startsWith(STREAMS)) {
      streams += (now.isPresent() ? 1 : 0) - (before.isPresent() ? 1 : 0);
      events(before, now);
      due.touch(key.substring(STREAMS.length()));
    } else if (key.startsWith(HISTORY) || key.startsWith(SEEN)) {
      events(before, now);
    } else if (key.startsWith(IMAGES)) {
      image(key.substring(IMAGES.length()), before, now);
    } else if (key.startsWith(DueLooks.DIGESTS)) {
      mark(key.substring(DueLooks.DIGESTS.length()), now);
    } else if (key.startsWith(DueLooks.STREAMS)) {
      due.change(key.substring(DueLooks.STREAMS.length()), now);
    }
  }

  private void link(String key, boolean was, boolean is) {
    int slash = key.lastIndexOf('/');
    long digest = HolderCounts.key(key, key.indexOf(':', slash) + 1);
    if (is && !was) {
      direct(digest, 1, () -> Digest.parse(key.substring(slash + 1)));
    } else if (was && !is) {
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

  private void part(Digest part, int by) {
    long key = HolderCounts.key(part);
    counts.addPart(key, by);
    moved(key, by, () -> part);
  }

  private void moved(long key, int by, Whole whole) {
    if (by < 0) {
      if (isLoose(key)) {
        note(whole.digest());
      }
    } else if (!marks.isEmpty()) {
      marks.computeIfPresent(whole.digest(), (_, mark) -> mark.seenAt(steady.instant()));
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
    if (images.apply(digest.toString()).isEmpty()) {
      boolean _ = withoutImage.add(digest);
    }
  }

  private void image(String name, Optional<Entry> before, Optional<Entry> now) {
    Optional<ImageParts> old = parts(name, before);
    Optional<ImageParts> parts = parts(name, now);
    if (old.isPresent() && old.equals(parts)) {
      return;
    }
    parts.ifPresent(image -> image.all().forEach(part -> part(part, 1)));
    old.ifPresent(image -> image.all().forEach(part -> part(part, -1)));
    parts.filter(ImageParts::isManaged).stream()
        .flatMap(image -> image.children().stream())
        .forEach(this::noteIfWithoutImage);
    Optional<Digest> digest = Digest.tryParse(name);
    digest.ifPresent(it -> named(it, before.isEmpty(), parts));
    if (digest.isEmpty() && now.isPresent()) {
      boolean _ = otherwiseNamed.add(name);
    } else {
      boolean _ = otherwiseNamed.remove(name);
    }
  }

  private void named(Digest digest, boolean isNew, Optional<ImageParts> parts) {
    boolean saysLittle = parts.filter(HolderIndex::saysLittle).isPresent();
    if (saysLittle || (parts.isEmpty() && isHeld(digest))) {
      boolean _ = withoutImage.add(digest);
    }
    if ((isNew || parts.isEmpty()) && isLoose(digest)) {
      note(digest);
    }
    Marked mark = marks.get(digest);
    if (mark != null) {
      holdLess(mark, -1);
      Marked next = mark.with(parts.map(HolderIndex::keys).orElse(NO_PARTS));
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
    digest.map(marks::remove).ifPresent(old -> holdLess(old, -1));
    if (digest.isPresent() && now.isPresent()) {
      Optional<ImageParts> parts = parts(name, images.apply(name));
      Marked mark = marked(digest.get(), now.get(), parts.map(HolderIndex::keys).orElse(NO_PARTS));
      marks.put(digest.get(), mark);
      holdLess(mark, 1);
      parts.ifPresent(this::noteLoose);
    } else {
      digest.filter(this::isLoose).ifPresent(this::note);
    }
  }

  private Marked marked(Digest digest, Entry mark, long[] parts) {
    long since = Json.parseObject(mark.value()).path("since").asLong(0);
    return new Marked(
        digest, mark.modRevision(), Instant.ofEpochSecond(since), steady.instant(), parts);
  }

  /** What a marked Image is made of is only held by others. */
  private void holdLess(Marked mark, int times) {
    for (long part : mark.parts()) {
      partsOfMarked.merge(part, times, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  private void noteLoose(ImageParts parts) {
    for (Digest part : parts.all()) {
      if (!marks.containsKey(part) && isLoose(part)) {
        note(part);
      }
    }
  }

  /** Ends the reading of all: what is loose at the beginning, an audit finds. */
  void begun(HolderIndex before) {
    loose.clear();
    due.touchAll(); // what changed while nobody followed
    linksGone = before.linksGone;
    marks.replaceAll(
        (digest, mark) ->
            Optional.ofNullable(before.marks.get(digest))
                .filter(known -> known.revision() == mark.revision())
                .map(known -> mark.seenAt(known.seen()))
                .orElse(mark));
  }
}
