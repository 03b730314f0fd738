package dev.weir.why;

import dev.weir.imagestream.TagEvent;
import dev.weir.reference.Digest;

/**
 * An image as something names it.
 *
 * @param digest empty if it is named by a tag
 * @param pullSpec as the store names it; may be empty where there is a digest
 */
record ImageId(String digest, String pullSpec) {
  /** The image of a pull spec, as the store names it. */
  static ImageId of(String pullSpec) {
    int at = pullSpec.lastIndexOf('@');
    String digest = at < 0 ? "" : pullSpec.substring(at + 1);
    return new ImageId(Digest.tryParse(digest).isPresent() ? digest : "", pullSpec);
  }

  /** The image of an event. */
  static ImageId of(TagEvent event) {
    return new ImageId(event.image(), event.reference());
  }

  /** True if nothing is named. */
  boolean isNone() {
    return text().isBlank();
  }

  /** True if an event brought this image. */
  boolean isOf(TagEvent event) {
    if (digest.isEmpty() || event.image().isEmpty()) {
      return !pullSpec.isEmpty() && event.reference().equals(pullSpec);
    }
    return event.image().equals(digest);
  }

  /** What stands in the JSON of each event with this image. */
  String text() {
    return digest.isEmpty() ? pullSpec : digest;
  }
}
