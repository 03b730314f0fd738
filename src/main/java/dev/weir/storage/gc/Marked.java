package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import java.time.Instant;

/**
 * A digest with a mark, as the collector knows it.
 *
 * @param revision of the mark's key
 * @param since by the clock of the wall, as it is written
 * @param seen by a clock that never goes back: since when this process has seen that nothing holds
 *     it
 * @param parts keys of what its Image is made of, which a marked Image does not hold for long
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Marked(Digest digest, long revision, Instant since, Instant seen, long[] parts) {
  Marked seenAt(Instant now) {
    return new Marked(digest, revision, since, now, parts);
  }

  Marked with(long[] others) {
    return new Marked(digest, revision, since, seen, others);
  }
}
