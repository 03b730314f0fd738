package dev.weir.pullthrough.mirror;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.Followed;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * All whose bytes are kept, found by its digest, with what is not written down: when each was last
 * pulled. Of manifests that imports brought it knows none: their bytes lie elsewhere. One thread at
 * a time follows the store; any number read.
 */
final class MirrorIndex {
  private final Map<Digest, Map<StreamName, Held>> known = new ConcurrentHashMap<>();

  /** What no stream has any more, with its bytes; whoever takes the bytes away takes it out. */
  private final Map<Digest, Long> loose = new ConcurrentHashMap<>();

  private final Map<StreamName, Long> changes = new ConcurrentHashMap<>();
  private final LastCome last = new LastCome();
  private final AtomicLong bytes = new AtomicLong();

  /** Something that is kept for a stream. */
  static final class Held {
    private volatile Mirrored written;
    private volatile long revision;
    private final AtomicLong pulled;

    private Held(Mirrored written, long revision) {
      this.written = written;
      this.revision = revision;
      this.pulled = new AtomicLong(written.pulled().getEpochSecond());
    }

    Mirrored written() {
      return written;
    }

    /** Of what is written. */
    long revision() {
      return revision;
    }

    /** When the stream last gave it to somebody. */
    Instant pulled() {
      return Instant.ofEpochSecond(pulled.get());
    }

    void pulledAt(Instant time) {
      pulled.accumulateAndGet(time.getEpochSecond(), Math::max);
    }

    private void rewritten(Mirrored newest, long at) {
      revision = at;
      written = newest;
      pulledAt(newest.pulled());
    }
  }

  /** How it is made of what is in the store. */
  static final Followed.Form<MirrorIndex> FORM =
      new Followed.Form<>() {
        @Override
        public MirrorIndex empty() {
          return new MirrorIndex();
        }

        @Override
        public void put(MirrorIndex kept, Entry entry) {
          kept.put(
              MirrorKey.parse(entry.key()), Mirrored.decode(entry.value()), entry.modRevision());
        }

        @Override
        public void remove(MirrorIndex kept, Entry last) {
          kept.remove(MirrorKey.parse(last.key()));
        }
      };

  private void put(MirrorKey key, Mirrored written, long revision) {
    if (!written.takesRoom()) {
      cameAt(key, revision);
      return;
    }
    Map<StreamName, Held> uses = known.get(key.digest());
    Held held = uses == null ? null : uses.get(key.stream());
    if (held != null) {
      held.rewritten(written, revision);
      return;
    }
    if (uses == null) {
      bytes.addAndGet(written.size());
      loose.remove(key.digest());
    }
    known
        .computeIfAbsent(key.digest(), _ -> new ConcurrentHashMap<>(2))
        .put(key.stream(), new Held(written, revision));
    cameAt(key, revision);
  }

  private void cameAt(MirrorKey key, long revision) {
    last.add(key, revision);
    changes.put(key.stream(), revision);
  }

  private void remove(MirrorKey key) {
    Map<StreamName, Held> uses = known.get(key.digest());
    if (uses == null) {
      return;
    }
    Held gone = uses.remove(key.stream());
    if (gone != null && uses.isEmpty()) {
      known.remove(key.digest());
      bytes.addAndGet(-gone.written().size());
      loose.put(key.digest(), gone.written().size());
    }
  }

  Optional<Held> find(StreamName stream, Digest digest) {
    return Optional.ofNullable(known.getOrDefault(digest, Map.of()).get(stream));
  }

  /** For which streams something is kept. */
  Map<StreamName, Held> uses(Digest digest) {
    return known.getOrDefault(digest, Map.of());
  }

  /** All that is kept, and for which streams. */
  Map<Digest, Map<StreamName, Held>> all() {
    return known;
  }

  Stream<Map.Entry<MirrorKey, Held>> entries() {
    return known.entrySet().stream()
        .flatMap(
            uses ->
                uses.getValue().entrySet().stream()
                    .map(
                        use ->
                            Map.entry(new MirrorKey(use.getKey(), uses.getKey()), use.getValue())));
  }

  /** Another number after something came for the stream. */
  long changes(StreamName stream) {
    return changes.getOrDefault(stream, 0L);
  }

  /** What came for a stream after a revision; empty if that is not known any more. */
  Optional<Set<Digest>> since(StreamName stream, long revision) {
    return last.since(stream, revision);
  }

  /** Bytes of all that some stream has, each digest once. */
  long bytes() {
    return bytes.get();
  }

  Map<Digest, Long> loose() {
    return loose;
  }
}
