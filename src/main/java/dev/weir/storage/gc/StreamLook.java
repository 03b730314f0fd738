package dev.weir.storage.gc;

import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.Optional;

/** What is done with a stream of which something may have become loose. */
@FunctionalInterface
public interface StreamLook {
  /** A look that finds nothing to do. */
  StreamLook NOTHING = _ -> Optional.empty();

  /**
   * Looks at the stream and does what is due: marks, takes marks away, removes. A stream that is
   * gone is looked at, too, once.
   *
   * @return when something of it is due next; empty if nothing waits there
   * @throws RuntimeException if it cannot be told what may go; then nothing of it goes, and the
   *     stream is looked at again later
   */
  Optional<Instant> look(StreamName stream);
}
