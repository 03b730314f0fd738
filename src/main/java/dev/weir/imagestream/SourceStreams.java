package dev.weir.imagestream;

import dev.weir.reference.StreamName;
import java.util.Optional;

/** Other streams, as a rule needs them; the caller decides where they come from. */
public interface SourceStreams {
  /** Sees no stream. */
  SourceStreams NONE = _ -> Optional.empty();

  /** The stream with its whole history; empty if there is none. */
  Optional<ImageStream> find(StreamName name);
}
