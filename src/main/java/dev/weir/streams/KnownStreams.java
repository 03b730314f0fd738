package dev.weir.streams;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Streams that were read or written here, as they are after that. Safe for threads. */
final class KnownStreams {
  private static final int CACHED = 1024;

  private final Map<String, Known> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > CACHED;
        }
      };

  /**
   * A stream that is stored.
   *
   * @param encoded its bytes, if it was written here
   * @param steps that led to it, as far as they are known
   */
  record Known(StoredStream stored, Optional<EncodedStream> encoded, HeldImages.Steps steps) {}

  Optional<Known> known(String key, long revision) {
    synchronized (known) {
      return Optional.ofNullable(known.get(key)).filter(k -> k.stored().revision() == revision);
    }
  }

  void keep(String key, Known stream) {
    synchronized (known) {
      known.put(key, stream);
    }
  }
}
