package dev.weir.streams;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;

/** Where streams and images lie in the store. */
public final class StreamKeys {
  /** Prefix of when streams of windows were last pulled from. */
  public static final String PULLED = "/pulled/";

  /** Prefix of what is kept of other registries, of all streams. */
  public static final String MIRRORS = "/mirrors/";

  /** Prefix of what imports learned of the lists that tags are at their registries. */
  public static final String CHECKS = "/checks/";

  /** Prefix of what was seen under tags of other registries, of tags that let images wait. */
  public static final String SEEN = "/seen/";

  private StreamKeys() {}

  public static String stream(StreamName name) {
    return ObjectKey.of(Kinds.IMAGE_STREAM, name.namespace(), name.name());
  }

  /** Of when a stream that a window made was last pulled from. */
  public static String pulled(StreamName name) {
    return PULLED + name;
  }

  /** Prefix of what imports learned of the lists that a stream's tags are at their registries. */
  public static String checks(StreamName name) {
    return CHECKS + name + "/";
  }

  /** Of what imports learned of the lists that a tag is at its registry. */
  public static String check(StreamName name, String tag) {
    return checks(name) + tag;
  }

  /** Prefix of what was seen under the tags of other registries that a stream's tags follow. */
  public static String seen(StreamName name) {
    return SEEN + name + "/";
  }

  /** Of what was seen under the tag of another registry that a tag follows. */
  public static String seen(StreamName name, String tag) {
    return seen(name) + tag;
  }

  public static String image(String name) {
    return ObjectKey.of(Kinds.IMAGE, "", name);
  }

  /** Prefix of what is kept of other registries for a stream. */
  public static String mirrors(StreamName name) {
    return MIRRORS + name + "/";
  }

  /** Prefix of what other registries said about the images of a stream. */
  public static String referred(StreamName name) {
    return "/referred/" + name + "/";
  }
}
