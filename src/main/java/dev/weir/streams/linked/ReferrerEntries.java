package dev.weir.streams.linked;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ReferrerDescriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests of repositories, found by their subjects; each comes and goes with its link.
 *
 * <pre>
 *   /referrers/NS/NAME/SUBJECT/DIGEST   how it is listed ({@link ReferrerDescriptor}), or {} if
 *                                       only its bytes say so
 * </pre>
 */
public final class ReferrerEntries {
  private static final String PREFIX = "/referrers/";
  private static final byte[] UNDESCRIBED = Json.bytes(Json.object());

  /** A longer description stays in the manifest alone: what is here is in memory as well. */
  private static final int MOST_DESCRIBED = 4 * 1024;

  private ReferrerEntries() {}

  /**
   * Those of a subject, in order, and how each is listed; empty if only its bytes tell.
   *
   * @param most so many at most; 0 for all
   */
  public static Map<Digest, Optional<byte[]>> of(
      Store store, StreamName repository, Digest subject, int most) {
    String prefix = prefix(repository) + subject + "/";
    Map<Digest, Optional<byte[]>> found = new LinkedHashMap<>();
    for (Entry entry : store.range(RangeQuery.some(prefix, "", most)).entries()) {
      found.put(
          Digest.parse(entry.key().substring(prefix.length())),
          Optional.of(entry.value()).filter(value -> value.length > UNDESCRIBED.length));
    }
    return found;
  }

  /** Adds one of which only the bytes say how it is listed. */
  public static void add(
      Transaction.Builder transaction, StreamName repository, Digest subject, Digest digest) {
    transaction.put(key(repository, subject, digest), UNDESCRIBED);
  }

  /**
   * Adds one that is at hand.
   *
   * @param size bytes of it
   */
  public static void add(
      Transaction.Builder transaction,
      StreamName repository,
      Digest subject,
      Digest digest,
      Manifest manifest,
      int size) {
    byte[] described = ReferrerDescriptor.encode(ReferrerDescriptor.of(manifest, digest, size));
    transaction.put(
        key(repository, subject, digest),
        described.length <= MOST_DESCRIBED ? described : UNDESCRIBED);
  }

  /** Adds what removes one. */
  public static void remove(
      Transaction.Builder transaction, StreamName repository, Digest subject, Digest digest) {
    transaction.delete(key(repository, subject, digest));
  }

  /** Adds what removes those of a repository. */
  public static void removeAll(Transaction.Builder transaction, StreamName repository) {
    transaction.deletePrefix(prefix(repository));
  }

  private static String prefix(StreamName repository) {
    return PREFIX + repository + "/";
  }

  private static String key(StreamName repository, Digest subject, Digest digest) {
    return prefix(repository) + subject + "/" + digest;
  }
}
