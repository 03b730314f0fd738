package dev.weir.streams;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;

/** Where streams and images lie in the store. */
public final class StreamKeys {
  private StreamKeys() {}

  public static String stream(StreamName name) {
    return ObjectKey.of(Kinds.IMAGE_STREAM, name.namespace(), name.name());
  }

  public static String image(String name) {
    return ObjectKey.of(Kinds.IMAGE, "", name);
  }
}
