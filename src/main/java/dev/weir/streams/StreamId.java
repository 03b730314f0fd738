package dev.weir.streams;

import dev.weir.imagestream.ImageStream;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;

/**
 * A stream, and no later one of its name: what takes its time and is then written for a stream is
 * written for the one that it was begun for.
 *
 * @param uid of the stream's metadata
 */
public record StreamId(StreamName name, String uid) {
  public static StreamId of(ImageStream stream) {
    return new StreamId(stream.name(), Json.string(stream.metadata(), "uid"));
  }

  /** True if an entry of the name's key is this stream. */
  public boolean is(Entry stored) {
    return uid.equals(Json.string(Json.parseMember(stored.value(), "metadata"), "uid"));
  }
}
