package dev.weir.pullthrough.mirror;

import dev.weir.lock.Attempts;
import dev.weir.pullthrough.mirror.MirrorIndex.Held;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.Followed;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.StreamSources;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was fetched of other registries for which stream, and is kept:
 *
 * <pre>
 *   /mirrors/NS/STREAM/DIGEST   {"size":7,"from":"docker.io/library/busybox","since":1700000000,"pulled":1700003600}
 * </pre>
 *
 * The bytes lie in a store of their own, once for all streams. A stream that has no key is shown
 * nothing of them, whoever had them fetched. Keys go with their stream and its project. When
 * something was last pulled is exact in memory; it is written at most once an hour and at the end,
 * so that a crash makes it older by an hour at most.
 */
public final class Mirrors implements StreamSources.Fetched, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);
  private static final Duration WRITTEN_EVERY = Duration.ofHours(1);
  private static final int ATTEMPTS = 20;
  private static final int PAGE = 500;

  private final Store store;
  private final InstantSource clock;
  private final Followed<MirrorIndex> index;
  private final BeingRead reading = new BeingRead();
  private volatile Runnable grown = () -> {};

  /**
   * What a store says of it.
   *
   * @param clock should never go back
   */
  public Mirrors(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.index = new Followed<>(store, StreamKeys.MIRRORS, "what is mirrored", MirrorIndex.FORM);
    var _ = index.newest();
  }

  /**
   * Something that came for a stream.
   *
   * @param from repository that gave it, as {@code docker.io/library/busybox}; empty if several
   *     gave parts of it
   * @param insecure nobody made sure that it was that registry which gave it
   */
  public record Brought(Digest digest, long size, String from, boolean insecure) {
    /** Of a registry of which it was made sure that it is the one. */
    public Brought(Digest digest, long size, String from) {
      this(digest, size, from, false);
    }
  }

  @Override
  public boolean has(StreamName stream, Digest digest) {
    return store.get(new MirrorKey(stream, digest).text()).isPresent();
  }

  @Override
  public long changes(StreamName stream) {
    return index.newest().changes(stream);
  }

  @Override
  public Optional<Set<Digest>> since(StreamName stream, long change) {
    return index.newest().since(stream, change);
  }

  /** As {@link #add(StreamId, List)}, of one. */
  public void add(StreamId stream, Digest digest, long size, String from) {
    add(stream, List.of(new Brought(digest, size, from)));
  }

  /**
   * Lets a stream be shown what came for it, durable on return. What it was shown before stays as
   * it is; a stream that is gone gets nothing, and neither does a later one of its name.
   */
  public void add(StreamId stream, List<Brought> brought) {
    if (write(stream, brought)) {
      grown.run();
    }
  }

  /** True if there was something new. */
  private boolean write(StreamId stream, List<Brought> brought) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Entry> present = store.get(StreamKeys.stream(stream.name())).filter(stream::is);
      List<Transaction> parts =
          present.map(entry -> additions(stream.name(), entry, brought)).orElse(List.of());
      if (store.limits().pack(parts).stream().allMatch(this::isCommitted)) {
        return !parts.isEmpty();
      }
    }
    LOG.warn(
        "stream={} is written by too many at once; what was fetched for it is fetched again",
        stream.name());
    return false;
  }

  /**
   * Lets a stream be shown manifests that an import fetched for it with images that list them.
   * Their bytes lie with their Image, and take nothing of the mirror.
   *
   * @param manifests with the repository that gave each
   */
  public void imported(StreamId stream, Map<Digest, String> manifests) {
    boolean _ =
        write(
            stream,
            manifests.entrySet().stream()
                .map(one -> new Brought(one.getKey(), 0, one.getValue()))
                .toList());
  }

  private List<Transaction> additions(StreamName stream, Entry present, List<Brought> brought) {
    Instant now = now();
    List<Transaction> parts = new ArrayList<>();
    for (Brought one : brought) {
      String key = new MirrorKey(stream, one.digest()).text();
      Optional<Entry> before = store.get(key);
      if (before.isEmpty()
          || (one.size() > 0 && !Mirrored.decode(before.get().value()).takesRoom())) {
        Transaction.Builder part = Transaction.builder().ifAt(present.key(), present.modRevision());
        parts.add(
            before
                .map(entry -> part.ifAt(key, entry.modRevision()))
                .orElseGet(() -> part.ifAbsent(key))
                .put(key, new Mirrored(one.size(), one.from(), one.insecure(), now, now).encode())
                .build());
      }
    }
    return parts;
  }

  private boolean isCommitted(Transaction transaction) {
    return store.commit(transaction) instanceof TransactionResult.Committed;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * True if something came from a registry for any stream: who may have it there may have it here.
   *
   * @param host {@code host[:port]} as pull specs name it
   * @param insecure nobody makes sure who answers there: what a secure registry gave is not given
   *     at its word
   */
  public boolean hostGave(Digest digest, String host, boolean insecure) {
    String wanted = Mirrored.host(host);
    return index.newest().uses(digest).values().stream()
        .map(Held::written)
        .filter(written -> written.insecure() || !insecure)
        .anyMatch(written -> written.host().equals(wanted));
  }

  /** What somebody reads now. */
  public BeingRead reading() {
    return reading;
  }

  /** A stream gave something to somebody now. Writes nothing yet. */
  public void pulled(StreamName stream, Digest digest) {
    index.newest().find(stream, digest).ifPresent(held -> held.pulledAt(clock.instant()));
  }

  /** When a stream last gave it to somebody; empty if it is not kept for it. */
  Optional<Instant> lastPull(StreamName stream, Digest digest) {
    return index.newest().find(stream, digest).map(Held::pulled);
  }

  /**
   * Writes down what was pulled, where that was last done more than an hour before the pull.
   *
   * @return how many were written
   */
  public int writePulls() {
    return writePulls(WRITTEN_EVERY);
  }

  private int writePulls(Duration after) {
    List<Transaction> parts =
        index
            .newest()
            .entries()
            .filter(e -> e.getValue().pulled().isAfter(e.getValue().written().pulled()))
            .filter(
                e -> !e.getValue().pulled().isBefore(e.getValue().written().pulled().plus(after)))
            .map(Mirrors::rewritten)
            .toList();
    // one that went meanwhile stops the others of its transaction; these are due next time
    store.limits().pack(parts).forEach(this::isCommitted);
    return parts.size();
  }

  private static Transaction rewritten(Map.Entry<MirrorKey, Held> entry) {
    Held held = entry.getValue();
    return Transaction.builder()
        .ifAt(entry.getKey().text(), held.revision())
        .put(entry.getKey().text(), held.written().withPulled(held.pulled()).encode())
        .build();
  }

  /**
   * Takes away the keys of what streams do not show any more, durable on return.
   *
   * @param before keys that came later stay
   */
  void removeUnshown(Instant before, MirrorBound.Asked shown) {
    String after = "";
    Page page;
    do {
      page = store.range(new RangeQuery(StreamKeys.MIRRORS, after, PAGE, Store.LATEST));
      for (Entry entry : page.entries()) {
        after = entry.key();
      }
      remove(
          page.entries().stream()
              .filter(entry -> Mirrored.decode(entry.value()).since().isBefore(before))
              .map(entry -> MirrorKey.parse(entry.key()))
              .filter(key -> !shown.of(key.stream(), key.digest()))
              .toList());
    } while (page.more());
  }

  /** Takes keys away, durable on return; the bytes stay. */
  void remove(Collection<MirrorKey> keys) {
    List<Transaction> parts =
        keys.stream().map(key -> Transaction.builder().delete(key.text()).build()).toList();
    store.limits().pack(parts).forEach(store::commit);
  }

  /** All that is kept, as of now. */
  MirrorIndex newest() {
    return index.newest();
  }

  /**
   * Something that is kept for a stream.
   *
   * @param from repository that it came from; empty if several gave parts of it
   * @param pulled when the stream last gave it to somebody
   */
  public record Kept(
      StreamName stream, Digest digest, long size, String from, Instant since, Instant pulled) {
    private static Kept of(StreamName stream, Digest digest, Held held) {
      Mirrored written = held.written();
      return new Kept(
          stream, digest, written.size(), written.from(), written.since(), held.pulled());
    }
  }

  /** All that takes room, once for each stream that it is kept for. */
  public Stream<Kept> kept() {
    return index
        .newest()
        .entries()
        .map(e -> Kept.of(e.getKey().stream(), e.getKey().digest(), e.getValue()));
  }

  /** The same of one digest. */
  public List<Kept> kept(Digest digest) {
    return index.newest().uses(digest).entrySet().stream()
        .map(use -> Kept.of(use.getKey(), digest, use.getValue()))
        .toList();
  }

  /** Bytes that are kept for streams, each digest once. */
  public long bytes() {
    return index.newest().bytes();
  }

  /** Tells somebody of each time that something came. */
  void onGrowth(Runnable told) {
    grown = told;
  }

  /** Writes down what was pulled. */
  @Override
  public void close() {
    try {
      int _ = writePulls(Duration.ZERO);
    } catch (RuntimeException e) {
      LOG.warn("when what is mirrored was last pulled was not written down: {}", e.getMessage());
    }
    index.close();
  }
}
