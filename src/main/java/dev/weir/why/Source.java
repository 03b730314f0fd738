package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.reference.StreamName;

/** From where an event of a tag had its image, as {@code from} says it. */
sealed interface Source {
  /** A tag of some stream. */
  record OfTag(TagKey tag) implements Source {}

  /** An image of some stream. */
  record OfStream(StreamName stream, String image) implements Source {}

  /** Another registry. */
  record Elsewhere() implements Source {}

  /**
   * Reads {@code STREAM:TAG} of the same stream, {@code NS/STREAM:TAG} or {@code NS/STREAM@DIGEST};
   * anything else is a name of another registry.
   *
   * @param at the tag whose event says so
   */
  static Source of(String from, TagKey at) {
    int slash = from.indexOf('/');
    String namespace = slash < 0 ? at.namespace() : from.substring(0, slash);
    String rest = from.substring(slash + 1);
    int digest = rest.indexOf('@');
    int end = digest < 0 ? rest.indexOf(':') : digest;
    if (end <= 0
        || end == rest.length() - 1
        || rest.indexOf('/') >= 0
        || namespace.isEmpty()
        || namespace.indexOf('.') >= 0
        || namespace.indexOf(':') >= 0) {
      return new Elsewhere();
    }
    String stream = rest.substring(0, end);
    String item = rest.substring(end + 1);
    if (slash < 0 && !stream.equals(at.stream())) {
      return new Elsewhere();
    }
    return digest < 0
        ? new OfTag(new TagKey(namespace, stream, item))
        : new OfStream(new StreamName(namespace, stream), item);
  }
}
