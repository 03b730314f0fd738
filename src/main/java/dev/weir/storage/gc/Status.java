package dev.weir.storage.gc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How collection is doing.
 *
 * @param started when the collector was made
 * @param running a round is going on
 * @param pendingDigests that nothing holds and that have not gone yet
 * @param pendingBytes of those, on the disk
 * @param pendingStreams streams that are to be looked at, since something of them may be loose
 * @param overdue of the pending digests: marked longer than the grace period and two rounds
 * @param failing streams and digests that could not be looked at, and are tried again
 * @param troubles what is in the way, for people; empty if all is well
 * @param lastRound when the last round ended
 * @param freedBytes since the start, as the other {@code freed} ones
 * @param freedImages Image objects
 * @param waiting why nothing is removed at the moment; empty if that is not so
 */
public record Status(
    Instant started,
    boolean running,
    long pendingDigests,
    long pendingBytes,
    long pendingStreams,
    long overdue,
    long failing,
    List<String> troubles,
    Optional<Instant> lastRound,
    long freedBytes,
    long freedBlobs,
    long freedImages,
    long freedLinks,
    Optional<String> waiting) {
  public Status {
    troubles = List.copyOf(troubles);
  }
}
