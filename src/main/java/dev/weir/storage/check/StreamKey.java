package dev.weir.storage.check;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.util.Optional;

/**
 * A key of something that belongs to a stream: {@code /WHAT/NS/STREAM/REST}.
 *
 * @param rest may have slashes in it
 */
record StreamKey(StreamName stream, String rest) {
  /** Empty if it is none. */
  static Optional<StreamKey> parse(String prefix, String key) {
    String[] parts = key.substring(prefix.length()).split("/", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(new StreamKey(StreamName.parse(parts[0] + "/" + parts[1]), parts[2]));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  Optional<Digest> digest() {
    return Digest.tryParse(rest);
  }
}
