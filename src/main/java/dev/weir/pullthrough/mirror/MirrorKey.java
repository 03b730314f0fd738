package dev.weir.pullthrough.mirror;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.StreamKeys;

/** Something that is kept for a stream. */
public record MirrorKey(StreamName stream, Digest digest) {
  /** Where that is written in the store. */
  String text() {
    return StreamKeys.mirrors(stream) + digest;
  }

  /** Reads such a place. */
  static MirrorKey parse(String key) {
    String rest = key.substring(StreamKeys.MIRRORS.length());
    int slash = rest.lastIndexOf('/');
    return new MirrorKey(
        StreamName.parse(rest.substring(0, slash)), Digest.parse(rest.substring(slash + 1)));
  }
}
