package dev.weir.streams;

import dev.weir.host.Hold;
import dev.weir.host.Host;
import dev.weir.lock.Attempts;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.linked.DueLooks;
import dev.weir.streams.linked.GoneLinks;
import dev.weir.streams.linked.ReferrerEntries;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Which blobs and manifests a repository has: content is visible in a repository only after it was
 * pushed or mounted there, whoever else stored the same bytes (registry.md 3.5, 6.2).
 *
 * <pre>
 *   /links/NS/NAME/DIGEST   {"size":7,"since":1700000000}   a blob
 *                           with "mediaType", and perhaps "subject", a manifest; see
 *                           {@link ReferrerEntries}
 *                           with "untagged":1700000000, pushed by digest only
 *                           with "unused":1700000000, nothing needs it since then
 * </pre>
 */
public final class RepositoryLinks {
  static final String PREFIX = "/links/";
  private static final int ATTEMPTS = 20;
  private static final int PAGE = 500;

  /** So often it is written at most that a manifest was pushed or pulled again. */
  static final Duration UNTAGGED_WRITTEN = Duration.ofHours(1);

  private final Store store;
  private final Host host;
  private final InstantSource clock;
  private final Instant opened;
  private final Gaps gaps;
  private final DueLooks due;
  private final GoneLinks gone;

  public RepositoryLinks(StoreContext context) {
    this.store = context.store();
    this.host = context.host();
    this.clock = context::now;
    this.opened = now();
    this.gaps = new Gaps(store);
    this.due = new DueLooks(store, clock);
    this.gone = new GoneLinks(store, clock);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * What a repository knows of a digest.
   *
   * @param mediaType of a manifest; empty for a blob
   * @param size bytes
   * @param since when it came into the repository, in whole seconds. Links of earlier builds do not
   *     say so: they count as made when this build opened the store, as young as can be. Whoever
   *     takes links away by their age asks the blob store as well, which knows of later pushes.
   * @param subject what a manifest says something about
   * @param unused since when nothing needs it; who relies on it takes that away
   * @param untagged when a manifest that no tag and no other manifest brought was last pushed by
   *     its digest, or pulled, to the hour
   */
  public record Link(
      String mediaType,
      long size,
      Instant since,
      Optional<Digest> subject,
      Optional<Instant> unused,
      Optional<Instant> untagged) {
    /** One that is needed, or was not looked at yet. */
    public Link(String mediaType, long size, Instant since, Optional<Digest> subject) {
      this(mediaType, size, since, subject, Optional.empty(), Optional.empty());
    }

    public boolean isManifest() {
      return !mediaType.isEmpty();
    }

    boolean sameContent(Link other) {
      return mediaType.equals(other.mediaType)
          && size == other.size
          && subject.equals(other.subject);
    }

    /** The same, needed by somebody, or by nobody since then. */
    public Link withUnused(Optional<Instant> time) {
      return new Link(mediaType, size, since, subject, time, untagged);
    }

    /** The same of a manifest that is held by what names it, or by itself since then. */
    public Link withUntagged(Optional<Instant> time) {
      return new Link(mediaType, size, since, subject, unused, time);
    }

    Link withSubject(Optional<Digest> other) {
      return new Link(mediaType, size, since, other, unused, untagged);
    }

    /** As somebody leaves it who relies on it as a part of something else. */
    Link takenUp() {
      return withUnused(Optional.empty()).withUntagged(Optional.empty());
    }
  }

  /**
   * A link as it is stored.
   *
   * @param revision of its key
   */
  public record Stored(Link link, long revision) {}

  /** What is named in repositories and was never pushed there. */
  public Gaps gaps() {
    return gaps;
  }

  /** What a collector took out of repositories lately. */
  public GoneLinks gone() {
    return gone;
  }

  Store store() {
    return store;
  }

  /** What is to be looked at, since something of it may be loose. */
  public DueLooks due() {
    return due;
  }

  /** A link to a blob, made now. */
  public Link blob(long size) {
    return new Link("", size, now(), Optional.empty());
  }

  /** A link to a manifest, made now. */
  Link manifest(String mediaType, long size, Optional<Digest> subject) {
    return new Link(mediaType, size, now(), subject);
  }

  /** A link to a manifest that is pushed by its digest only, now. */
  Link untagged(Link manifest) {
    return manifest.withUntagged(Optional.of(now()));
  }

  public Optional<Link> find(StreamName repository, Digest digest) {
    return store.get(key(repository, digest)).map(this::decode);
  }

  /** A link with the revision under which it is stored. */
  public Optional<Stored> stored(StreamName repository, Digest digest) {
    return store.get(key(repository, digest)).map(this::stored);
  }

  private Stored stored(Entry entry) {
    return new Stored(decode(entry), entry.modRevision());
  }

  /** True if an entry is written as the link would be. */
  static boolean isWritten(Entry entry, Link link) {
    return Arrays.equals(entry.value(), LinkText.of(link));
  }

  Link decode(Entry entry) {
    return LinkText.read(entry.value(), opened);
  }

  /**
   * A manifest that was pushed with another one as its subject.
   *
   * @param described how it is listed, as {@link ReferrerDescriptor} encodes it, never changed;
   *     empty if only its bytes tell: it is long, or was pushed by an earlier build or as a part
   */
  @SuppressWarnings("ArrayRecordComponent") // shared, never compared
  public record Referrer(Digest digest, Optional<byte[]> described) {}

  /** Manifests that were pushed there and whose subject that is, in order. */
  public List<Referrer> referrers(StreamName repository, Digest subject) {
    return ReferrerEntries.of(store, repository, subject, 0).entrySet().stream()
        .map(entry -> new Referrer(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** All links of a repository, as they are stored. */
  public Map<Digest, Stored> all(StreamName repository) {
    Map<Digest, Stored> found = new LinkedHashMap<>();
    String prefix = prefix(repository);
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      found.put(Digest.parse(entry.key().substring(prefix.length())), stored(entry));
    }
    return found;
  }

  /** Tells of each link of a repository, however many there are. */
  public void each(StreamName repository, BiConsumer<Digest, Link> told) {
    String prefix = prefix(repository);
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(prefix, after, PAGE));
      for (Entry entry : page.entries()) {
        after = entry.key();
        told.accept(Digest.parse(after.substring(prefix.length())), decode(entry));
      }
    } while (page.more());
  }

  /**
   * Refuses a repository whose namespace takes nothing new.
   *
   * @throws dev.weir.resource.StatusException 404 if the namespace is missing, 403 if it is being
   *     deleted
   */
  public void requireActive(StreamName repository) {
    Hold _ = hold(repository);
  }

  /** The uid of the repository's namespace; empty if there is none. */
  public String namespaceUid(StreamName repository) {
    return host.uid(repository.namespace());
  }

  private Hold hold(StreamName repository) {
    return host.hold(repository.namespace(), Kinds.IMAGE_STREAM, repository.name());
  }

  /**
   * Adds a link now, durable on return; one that is there is needed from now on. A namespace that
   * is being deleted gets none, or its next owner would find it there.
   *
   * @throws dev.weir.resource.StatusException as {@link #requireActive}
   */
  public void add(StreamName repository, Digest digest, Link link) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Transaction.Builder transaction = Transaction.builder();
      Optional<Stored> present = stored(repository, digest);
      if (present.filter(p -> link.sameContent(p.link()) || !link.isManifest()).isPresent()) {
        if (present.get().link().unused().isEmpty()) {
          return;
        }
        rely(transaction, repository, digest, present.get(), l -> l.withUnused(Optional.empty()));
      } else {
        transaction.ifAt(key(repository, digest), present.map(Stored::revision).orElse(0L));
        hold(repository).in(transaction);
        add(transaction, repository, digest, link);
        due.bringBack(transaction, digest);
        due.add(transaction, repository);
      }
      if (store.commit(transaction.build()) instanceof TransactionResult.Committed) {
        return;
      }
    }
    throw StreamWriter.busy(repository);
  }

  /**
   * Lets a link stay that somebody is told of who pushes, durable on return. One that is needed
   * costs no write.
   *
   * @return false if there is no link, or it went meanwhile
   */
  public boolean keep(StreamName repository, Digest digest) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Entry> entry = store.get(key(repository, digest));
      Optional<Stored> present =
          entry.filter(e -> LinkText.maySayUnused(e.value())).map(this::stored);
      if (present.filter(p -> p.link().unused().isPresent()).isEmpty()) {
        return entry.isPresent();
      }
      Transaction.Builder transaction = Transaction.builder();
      rely(transaction, repository, digest, present.get(), l -> l.withUnused(Optional.empty()));
      if (store.commit(transaction.build()) instanceof TransactionResult.Committed) {
        return true;
      }
    }
    throw StreamWriter.busy(repository);
  }

  /**
   * Adds the condition that a link is as it was read, and what makes it the one that it shall be,
   * whatever the transaction made of it before.
   */
  static void rely(
      Transaction.Builder transaction,
      StreamName repository,
      Digest digest,
      Stored present,
      UnaryOperator<Link> change) {
    Link wanted = change.apply(present.link());
    transaction.ifAt(key(repository, digest), present.revision());
    if (!wanted.equals(present.link())) {
      transaction.replace(key(repository, digest), LinkText.of(wanted));
    }
  }

  /**
   * True if a manifest may go before a week is over that is pushed again by its digest: nothing
   * needs it, or it was not looked at since something was let go here, or that week is an hour old.
   */
  boolean mayGo(StreamName repository, Link link) {
    return link.unused().isPresent()
        || link.untagged()
            .map(time -> time.plus(UNTAGGED_WRITTEN).isBefore(now()))
            .orElseGet(() -> due.isDue(repository));
  }

  /** True if there is a link that says as much: a manifest is a blob as well. */
  boolean says(StreamName repository, Digest digest, boolean isManifest) {
    return find(repository, digest)
        .filter(present -> present.isManifest() || !isManifest)
        .isPresent();
  }

  /** Adds a link together with whatever else the transaction does. */
  public static Transaction.Builder add(
      Transaction.Builder transaction, StreamName repository, Digest digest, Link link) {
    link.subject().ifPresent(s -> ReferrerEntries.add(transaction, repository, s, digest));
    return transaction.put(key(repository, digest), LinkText.of(link));
  }

  /** As above, of a manifest that is at hand. */
  static Transaction.Builder add(
      Transaction.Builder transaction, StreamName repository, PushedManifest pushed, Link link) {
    link.subject()
        .ifPresent(
            subject ->
                ReferrerEntries.add(
                    transaction,
                    repository,
                    subject,
                    pushed.digest(),
                    pushed.manifest(),
                    pushed.bytes().length));
    return transaction.put(key(repository, pushed.digest()), LinkText.of(link));
  }

  /** Adds what removes all links of a repository. */
  static void removeAll(Transaction.Builder transaction, StreamName repository) {
    transaction.deletePrefix(prefix(repository));
    ReferrerEntries.removeAll(transaction, repository);
    Gaps.removeAll(transaction, repository);
    DueLooks.removeAll(transaction, repository);
    GoneLinks.removeAll(transaction, repository);
  }

  private static String prefix(StreamName repository) {
    return PREFIX + repository + "/";
  }

  static String key(StreamName repository, Digest digest) {
    return prefix(repository) + digest;
  }
}
