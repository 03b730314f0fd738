package dev.weir.trigger;

import dev.weir.reference.StreamName;

/**
 * One entry of the annotation that names an ImageStreamTag.
 *
 * @param fieldPath as it was written
 */
public record Trigger(TagKey from, String fieldPath, boolean paused) {
  /** The stream that the tag is of. */
  StreamName stream() {
    return new StreamName(from.namespace(), from.stream());
  }

  /** A tag of a stream in a namespace. */
  public record TagKey(String namespace, String stream, String tag) {
    @Override
    public String toString() {
      return namespace + "/" + stream + ":" + tag;
    }
  }
}
