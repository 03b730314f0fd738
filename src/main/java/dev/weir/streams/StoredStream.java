package dev.weir.streams;

import dev.weir.imagestream.ImageStream;
import dev.weir.reference.StreamName;

/**
 * A stream as it is in the store.
 *
 * @param stream with the whole history, or with at most the newest event of each tag
 * @param revision 0 if there is no such stream, and this is an empty one
 * @param whole whether the stream holds its whole history
 * @param older whether there are older events in the store
 */
public record StoredStream(ImageStream stream, long revision, boolean whole, boolean older) {
  static StoredStream absent(StreamName name) {
    return new StoredStream(ImageStream.empty(name), 0, true, false);
  }

  public boolean exists() {
    return revision != 0;
  }

  /** True of two states of one stream; a later one of the same name is another. */
  public boolean isSameAs(StoredStream other) {
    return exists() && other.exists() && StreamId.of(stream).equals(StreamId.of(other.stream()));
  }
}
