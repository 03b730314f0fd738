package dev.weir.streams.linked;

import dev.weir.reference.Digest;
import dev.weir.reference.FallbackTag;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where something may have become loose, so that whoever collects need not look at all streams.
 * Written in the transaction that lets something go or brings what nothing may ever take up.
 *
 * <pre>
 *   /gc/streams/NS/STREAM   {"since":1700000000}   the repository is to be looked at
 *                           with "undated":true, its manifests do not say yet who was pushed by
 *                           digest only
 *   /gc/digests/DIGEST      {"since":1700000000}   nothing holds the digest
 *   /gc/tags/NS/STREAM/TAG  {"since":1700000000}   the image of which that tag tells by its name
 *                                                  was in the stream and left it, see
 *                                                  {@link FallbackTag}
 * </pre>
 */
public final class DueLooks {
  /** Prefix of the streams that are to be looked at. */
  public static final String STREAMS = "/gc/streams/";

  /** Prefix of the digests that nothing holds. */
  public static final String DIGESTS = "/gc/digests/";

  private static final String TAGS = "/gc/tags/";
  private static final String SINCE = "since";

  private final Store store;
  private final InstantSource clock;

  public DueLooks(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * That a repository is to be looked at.
   *
   * @param revision of the key
   * @param since by the clock of who wrote it
   * @param undated whether links of earlier builds are there, none of which was looked at since
   */
  public record Due(long revision, Instant since, boolean undated) {}

  /** Whether a repository is to be looked at. */
  public Optional<Due> find(StreamName stream) {
    return store.get(key(stream)).map(DueLooks::decode);
  }

  private static Due decode(Entry entry) {
    ObjectNode node = Json.parseObject(entry.value());
    return new Due(
        entry.modRevision(),
        Instant.ofEpochSecond(node.path(SINCE).asLong(0)),
        node.path("undated").asBoolean(false));
  }

  /**
   * Adds that a repository is to be looked at, after what the transaction does. It is written even
   * where it says so already: whoever takes it away because nothing was found there has not seen
   * what this transaction does.
   */
  public void add(Transaction.Builder transaction, StreamName stream) {
    Optional<Due> known = find(stream);
    transaction.put(
        key(stream),
        encode(
            known.map(Due::since).orElseGet(clock::instant),
            known.filter(Due::undated).isPresent()));
  }

  private static byte[] encode(Instant since, boolean undated) {
    ObjectNode node = Json.object().put(SINCE, since.getEpochSecond());
    if (undated) {
      node.put("undated", true);
    }
    return Json.bytes(node);
  }

  /** True if a repository is to be looked at. */
  public boolean isDue(StreamName stream) {
    return store.get(key(stream)).isPresent();
  }

  /**
   * Says that a repository with links of earlier builds was looked at, if nothing came meanwhile.
   */
  public void dated(Transaction.Builder transaction, StreamName stream, Due due) {
    transaction.ifAt(key(stream), due.revision());
    transaction.put(key(stream), encode(due.since(), false));
  }

  /** Adds that the repository of links of earlier builds is to be looked at. */
  public void addUndated(Transaction.Builder transaction, StreamName stream) {
    transaction.put(key(stream), encode(clock.instant(), true));
  }

  /** Tags of a stream that tell by their names of an image which left it, and since when. */
  public Map<String, Instant> looseTags(StreamName stream) {
    String prefix = tags(stream);
    Map<String, Instant> loose = new TreeMap<>();
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      loose.put(entry.key().substring(prefix.length()), decode(entry).since());
    }
    return loose;
  }

  /** Adds that a stream does not have the image any more of which these of its tags may tell. */
  public void loosen(
      Transaction.Builder transaction, StreamName stream, Digest subject, Predicate<String> tags) {
    FallbackTag.of(subject).filter(tags).forEach(tag -> loosen(transaction, stream, tag));
  }

  private void loosen(Transaction.Builder transaction, StreamName stream, String tag) {
    String key = tags(stream) + tag;
    if (store.get(key).isEmpty()) {
      transaction.put(key, encode(clock.instant(), false));
    }
  }

  /** Adds that a tag has gone, has another image, or that the one is there of which it tells. */
  public void fasten(Transaction.Builder transaction, StreamName stream, String tag) {
    String key = tags(stream) + tag;
    if (FallbackTag.subject(tag).isPresent() && store.get(key).isPresent()) {
      transaction.delete(key);
    }
  }

  /** Adds what forgets what is loose of a stream; whether it is to be looked at stays. */
  public static void removeAll(Transaction.Builder transaction, StreamName stream) {
    transaction.deletePrefix(tags(stream));
  }

  private static String tags(StreamName stream) {
    return TAGS + stream + "/";
  }

  /** Adds what brings a digest back that nothing held. */
  public void bringBack(Transaction.Builder transaction, Digest digest) {
    String key = DIGESTS + digest;
    if (store.get(key).isPresent()) {
      transaction.delete(key);
    }
  }

  private static String key(StreamName stream) {
    return STREAMS + stream;
  }
}
