package dev.weir.streams;

import dev.weir.objects.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Where streams, their history and images lie in the store. */
public final class StreamKeys {
  private static final String GROUP = "image.openshift.io";
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  public static final ResourceKind STREAM =
      new ResourceKind(
          GROUP,
          "v1",
          "imagestreams",
          "imagestream",
          "ImageStream",
          true,
          List.of("is"),
          List.of("all"),
          VERBS);

  public static final ResourceKind IMAGE =
      new ResourceKind(GROUP, "v1", "images", "image", "Image", false, List.of(), List.of(), VERBS);

  private StreamKeys() {}

  public static String stream(StreamName name) {
    return ObjectKey.of(STREAM, name.namespace(), name.name());
  }

  public static String image(String name) {
    return ObjectKey.of(IMAGE, "", name);
  }

  /** Prefix of the older events of all tags of a stream. */
  static String history(StreamName name) {
    return "/history/" + name + "/";
  }

  static String history(StreamName name, String tag) {
    return history(name) + tag;
  }
}
