package dev.weir.pullthrough;

import dev.weir.blob.BlobStore;
import dev.weir.reference.Digest;
import dev.weir.remote.Retries;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * What all fetches share.
 *
 * @param space of the mirror
 * @param keep whether what came stays in the mirror
 * @param fetching turns of fetches
 * @param apart turns of readers that go on by themselves
 * @param liars who gave other bytes than they should have
 * @param clock should never go back
 * @param pause between a break and the next attempt
 */
record FetchGround(
    BlobStore mirror,
    Space space,
    boolean keep,
    FetchLimits limits,
    Turns fetching,
    Turns apart,
    JustKept justKept,
    Liars liars,
    InstantSource clock,
    Retries.Pause pause,
    FetchCounters counters) {

  Upstream upstream(Digest digest, OptionalLong size, List<BlobOrigin> origins) {
    return new Upstream(digest, size, origins, limits, clock, pause, counters);
  }
}
