package dev.weir.follower;

import dev.weir.reference.ImageReference;

/** Whether an object has the image of its tag already. Pure. */
public final class SameImage {
  private SameImage() {}

  /**
   * True if two pull specs are the same, or differ in the names of the integrated registry only.
   */
  public static boolean isSame(String present, String wanted, TagLookup tags) {
    return present.equals(wanted)
        || (digest(present).equals(digest(wanted))
            && withoutOwnHost(present, tags).equals(withoutOwnHost(wanted, tags)));
  }

  /** What tells most images apart before they are read; empty for one that is named by a tag. */
  private static String digest(String image) {
    int at = image.indexOf('@');
    return at < 0 ? "" : image.substring(at);
  }

  private static String withoutOwnHost(String image, TagLookup tags) {
    int slash = image.indexOf('/');
    if (slash < 0 || !tags.isOwnHost(image.substring(0, slash))) {
      return image;
    }
    try {
      return ImageReference.parse(image).withRegistry("").exact();
    } catch (IllegalArgumentException _) {
      return image;
    }
  }
}
