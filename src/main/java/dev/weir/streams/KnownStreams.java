package dev.weir.streams;

import dev.weir.resource.Recent;
import dev.weir.streams.encoded.EncodedStream;
import dev.weir.streams.parts.HeldImages;
import dev.weir.streams.parts.HeldImages.Steps;
import java.util.List;
import java.util.Optional;

/**
 * Streams that were read or written here, as they are after that, and the last steps of those that
 * were written. Safe for threads.
 */
final class KnownStreams {
  private static final int CACHED = 1024;

  /** Images that the steps of all streams say something of, together; each some 200 bytes. */
  private static final int IMAGES_OF_STEPS = 64 * 1024;

  private final Recent<String, Known> known = new Recent<>(CACHED);
  private final Recent<String, Steps> steps = new Recent<>(IMAGES_OF_STEPS, Steps::size);

  /**
   * A stream that is stored.
   *
   * @param encoded its bytes, if it was written here
   */
  record Known(StoredStream stored, Optional<EncodedStream> encoded) {}

  Optional<Known> known(String key, long revision) {
    return known.find(key).filter(k -> k.stored().revision() == revision);
  }

  /** What was written here. */
  void keep(String key, Known stream) {
    known.keep(key, stream);
  }

  /** What was read; a writer that was faster knows more. */
  void learnt(String key, StoredStream read) {
    known.keep(
        key,
        new Known(read, Optional.empty()),
        (before, now) -> before.stored().revision() < now.stored().revision() ? now : before);
  }

  /** A step that a stream took. */
  void took(String key, Steps.Step step) {
    steps.keep(key, steps.find(key).orElse(Steps.NONE).and(step));
  }

  /** The steps from one revision of a stream to a later one; empty if they are not known. */
  Optional<List<HeldImages>> between(String key, long from, long to) {
    return steps.find(key).flatMap(last -> last.between(from, to));
  }
}
