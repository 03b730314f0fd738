package dev.weir.streams;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;

/** Where streams, their history and images lie in the store. */
public final class StreamKeys {
  private StreamKeys() {}

  public static String stream(StreamName name) {
    return ObjectKey.of(Kinds.IMAGE_STREAM, name.namespace(), name.name());
  }

  public static String image(String name) {
    return ObjectKey.of(Kinds.IMAGE, "", name);
  }

  /** Prefix of the older events of all tags of a stream. */
  static String history(StreamName name) {
    return "/history/" + name + "/";
  }

  static String history(StreamName name, String tag) {
    return history(name) + tag;
  }
}
