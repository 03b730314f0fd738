package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The whole of a blob store, for its owner; others take the smaller role that they need. */
public interface BlobStore extends BlobReader, BlobWriter, AutoCloseable {
  /** Removes a blob; true if there was one. Open readers keep their bytes. */
  boolean delete(Digest digest) throws IOException;

  /**
   * Removes what nobody needs and nobody was told of since an instant. <b>What a commit, a put or a
   * renewal answered for is there as long as no sweep names a later instant than that of the
   * answer</b>, whether anything links to it by then or not: who sweeps up to an hour ago lets
   * everybody who pushes have an hour to make use of the answer. Both take turns on each blob, so
   * that a renewal comes before the removal, or finds nothing. What the store held when it was
   * opened counts as brought then. Open readers keep their bytes.
   *
   * @param writtenBefore later answers stand
   * @param keep whether something holds the blob; asked about old ones only, while nobody else can
   *     bring or renew it; throws if it cannot be told, which ends the sweep
   * @param removed is told of each one; after a loss of power it may be there again
   */
  void sweep(Instant writtenBefore, Predicate<Digest> keep, Consumer<Digest> removed)
      throws IOException;

  /**
   * As {@link #sweep(Instant, Predicate, Consumer)}, of one blob; true if it was removed. What is
   * to be taken away with it, and must stay as long as somebody was told of the blob, can go within
   * {@code keep}.
   */
  boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep) throws IOException;

  /** Names what is there, in no order; what comes or goes meanwhile is named or not. */
  void each(Consumer<Digest> named) throws IOException;

  /** Throws away unfinished uploads that nobody wrote to since then; returns how many. */
  int cancelUploadsIdleSince(Instant instant) throws IOException;

  @Override
  void close();
}
