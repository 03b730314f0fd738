package dev.weir.streams.linked;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
 * </pre>
 */
public final class DueLooks {
  /** Prefix of the streams that are to be looked at. */
  public static final String STREAMS = "/gc/streams/";

  /** Prefix of the digests that nothing holds. */
  public static final String DIGESTS = "/gc/digests/";

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
        Instant.ofEpochSecond(node.path("since").asLong(0)),
        node.path("undated").asBoolean(false));
  }

  /**
   * Adds that a repository is to be looked at, to a transaction that writes its stream: whoever
   * takes that away again does so under the condition that the stream is as they saw it.
   */
  public void addWithStream(Transaction.Builder transaction, StreamName stream) {
    if (!isDue(stream)) {
      put(transaction, stream);
    }
  }

  /** Adds that a repository is to be looked at, after what the transaction does. */
  public void add(Transaction.Builder transaction, StreamName stream) {
    String key = key(stream);
    Optional<Entry> present = store.get(key);
    if (present.isEmpty()) {
      put(transaction, stream);
    } else {
      transaction.ifAt(key, present.get().modRevision());
    }
  }

  /**
   * Adds that nothing of a repository is left to look at, unless something came since it was read.
   *
   * @param streamKey of its stream
   * @param streamRevision 0 if there is none
   */
  public static void end(
      Transaction.Builder transaction,
      StreamName stream,
      Due due,
      String streamKey,
      long streamRevision) {
    transaction.ifAt(streamKey, streamRevision);
    transaction.ifAt(key(stream), due.revision()).delete(key(stream));
  }

  private void put(Transaction.Builder transaction, StreamName stream) {
    transaction.put(key(stream), encode(clock.instant(), false));
  }

  private static byte[] encode(Instant since, boolean undated) {
    ObjectNode node = Json.object().put("since", since.getEpochSecond());
    if (undated) {
      node.put("undated", true);
    }
    return Json.bytes(node);
  }

  /** True if a repository is to be looked at. */
  public boolean isDue(StreamName stream) {
    return store.get(key(stream)).isPresent();
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
