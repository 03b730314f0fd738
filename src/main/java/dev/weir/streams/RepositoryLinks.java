package dev.weir.streams;

import dev.weir.host.Hold;
import dev.weir.host.Host;
import dev.weir.lock.Attempts;
import dev.weir.manifest.ReferrerDescriptor;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which blobs and manifests a repository has: content is visible in a repository only after it was
 * pushed or mounted there, whoever else stored the same bytes (registry.md 3.5, 6.2).
 *
 * <pre>
 *   /links/NS/NAME/DIGEST               {"size":7,"since":1700000000}   a blob
 *                                       with "mediaType", and perhaps "subject", a manifest
 *   /referrers/NS/NAME/SUBJECT/DIGEST   that manifest, found by its subject: how it is listed
 *                                       ({@link ReferrerDescriptor}), or {} if only its bytes say so
 * </pre>
 */
public final class RepositoryLinks {
  static final String PREFIX = "/links/";
  private static final String REFERRERS = "/referrers/";
  private static final byte[] UNDESCRIBED = Json.bytes(Json.object());

  /** A longer description stays in the manifest alone: what is here is in memory as well. */
  private static final int MOST_DESCRIBED = 4 * 1024;

  private static final int ATTEMPTS = 20;

  private final Store store;
  private final Host host;
  private final InstantSource clock;
  private final Instant opened;
  private final Gaps gaps;

  public RepositoryLinks(StoreContext context) {
    this.store = context.store();
    this.host = context.host();
    this.clock = context::now;
    this.opened = now();
    this.gaps = new Gaps(store);
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
   */
  public record Link(String mediaType, long size, Instant since, Optional<Digest> subject) {
    public boolean isManifest() {
      return !mediaType.isEmpty();
    }

    boolean sameContent(Link other) {
      return mediaType.equals(other.mediaType)
          && size == other.size
          && subject.equals(other.subject);
    }

    private byte[] encode() {
      ObjectNode node = Json.object().put("size", size).put("since", since.getEpochSecond());
      if (isManifest()) {
        node.put("mediaType", mediaType);
      }
      subject.ifPresent(digest -> node.put("subject", digest.toString()));
      return Json.bytes(node);
    }

    private static Link decode(byte[] value, Instant undated) {
      ObjectNode node = Json.parseObject(value);
      return new Link(
          Json.string(node, "mediaType"),
          node.path("size").asLong(0),
          Instant.ofEpochSecond(node.path("since").asLong(undated.getEpochSecond())),
          Digest.tryParse(Json.string(node, "subject")));
    }
  }

  /** What is named in repositories and was never pushed there. */
  public Gaps gaps() {
    return gaps;
  }

  /** A link to a blob, made now. */
  public Link blob(long size) {
    return new Link("", size, now(), Optional.empty());
  }

  /** A link to a manifest, made now. */
  Link manifest(String mediaType, long size, Optional<Digest> subject) {
    return new Link(mediaType, size, now(), subject);
  }

  public Optional<Link> find(StreamName repository, Digest digest) {
    return store.get(key(repository, digest)).map(this::decode);
  }

  /** True if an entry is written as the link would be. */
  static boolean isWritten(Entry entry, Link link) {
    return Arrays.equals(entry.value(), link.encode());
  }

  Link decode(Entry entry) {
    return Link.decode(entry.value(), opened);
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
    String prefix = REFERRERS + repository + "/" + subject + "/";
    return store.range(RangeQuery.all(prefix)).entries().stream()
        .map(
            entry ->
                new Referrer(
                    Digest.parse(entry.key().substring(prefix.length())),
                    Optional.of(entry.value()).filter(value -> value.length > UNDESCRIBED.length)))
        .toList();
  }

  /** All links of a repository. */
  public Map<Digest, Link> all(StreamName repository) {
    Map<Digest, Link> found = new LinkedHashMap<>();
    String prefix = prefix(repository);
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      found.put(Digest.parse(entry.key().substring(prefix.length())), decode(entry));
    }
    return found;
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
   * Adds a link now, durable on return. A namespace that is being deleted gets none, or its next
   * owner would find it there.
   *
   * @throws dev.weir.resource.StatusException as {@link #requireActive}
   */
  public void add(StreamName repository, Digest digest, Link link) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Link> present = find(repository, digest);
      if (present.filter(known -> link.sameContent(known) || !link.isManifest()).isPresent()) {
        return;
      }
      Transaction.Builder transaction = Transaction.builder();
      if (present.isEmpty()) {
        transaction.ifAbsent(key(repository, digest));
      }
      hold(repository).in(transaction);
      if (store.commit(add(transaction, repository, digest, link).build())
          instanceof TransactionResult.Committed) {
        return;
      }
    }
    throw StreamWriter.busy(repository);
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
    return add(transaction, repository, digest, link, UNDESCRIBED);
  }

  /** As above, of a manifest that is at hand. */
  static Transaction.Builder add(
      Transaction.Builder transaction, StreamName repository, PushedManifest pushed, Link link) {
    byte[] described = link.subject().isPresent() ? describe(pushed) : UNDESCRIBED;
    return add(transaction, repository, pushed.digest(), link, described);
  }

  private static byte[] describe(PushedManifest pushed) {
    byte[] described =
        ReferrerDescriptor.encode(
            ReferrerDescriptor.of(pushed.manifest(), pushed.digest(), pushed.bytes().length));
    return described.length <= MOST_DESCRIBED ? described : UNDESCRIBED;
  }

  private static Transaction.Builder add(
      Transaction.Builder transaction,
      StreamName repository,
      Digest digest,
      Link link,
      byte[] described) {
    link.subject().ifPresent(s -> transaction.put(referrer(repository, s, digest), described));
    return transaction.put(key(repository, digest), link.encode());
  }

  /**
   * Removes a link now, durable on return, if the stream is at that revision still; the bytes stay.
   *
   * @param keepsGaps whether a manifest's gaps stay known
   */
  boolean remove(StreamName repository, Digest digest, long streamRevision, boolean keepsGaps) {
    Transaction.Builder transaction =
        Transaction.builder().ifAt(StreamKeys.stream(repository), streamRevision);
    find(repository, digest)
        .flatMap(Link::subject)
        .ifPresent(subject -> transaction.delete(referrer(repository, subject, digest)));
    transaction.delete(key(repository, digest));
    if (!keepsGaps) {
      gaps.hold(transaction, repository);
      gaps.write(transaction, repository, Map.of(digest, Set.of()));
    }
    return store.commit(transaction.build()) instanceof TransactionResult.Committed;
  }

  /** Adds what removes all links of a repository. */
  static void removeAll(Transaction.Builder transaction, StreamName repository) {
    transaction.deletePrefix(prefix(repository));
    transaction.deletePrefix(REFERRERS + repository + "/");
    Gaps.removeAll(transaction, repository);
  }

  private static String prefix(StreamName repository) {
    return PREFIX + repository + "/";
  }

  private static String referrer(StreamName repository, Digest subject, Digest digest) {
    return REFERRERS + repository + "/" + subject + "/" + digest;
  }

  private static String key(StreamName repository, Digest digest) {
    return prefix(repository) + digest;
  }
}
