package dev.weir.streams;

import dev.weir.resource.Recent;
import dev.weir.streams.encoded.EncodedStream;
import dev.weir.streams.parts.HeldImages;
import java.util.Optional;

/** Streams that were read or written here, as they are after that. Safe for threads. */
final class KnownStreams {
  private static final int CACHED = 1024;

  private final Recent<String, Known> known = new Recent<>(CACHED);

  /**
   * A stream that is stored.
   *
   * @param encoded its bytes, if it was written here
   * @param steps that led to it, as far as they are known
   */
  record Known(StoredStream stored, Optional<EncodedStream> encoded, HeldImages.Steps steps) {}

  Optional<Known> known(String key, long revision) {
    return known.find(key).filter(k -> k.stored().revision() == revision);
  }

  void keep(String key, Known stream) {
    known.keep(key, stream);
  }
}
