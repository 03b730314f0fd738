package dev.weir.console.stream;

import dev.weir.imagestream.ImageStream;
import dev.weir.reference.FallbackTag;
import java.util.List;

/**
 * Tags that clients such as cosign push to say something about an image: {@code sha256-….sig}. Each
 * signed image has its own, so that they would outnumber the others; the pages of the images list
 * what is under them. Pure.
 */
final class TagsAbout {
  private TagsAbout() {}

  /** True of such a tag, unless somebody wrote it into the stream's spec. */
  static boolean has(ImageStream stream, String tag) {
    return FallbackTag.subject(tag).isPresent() && stream.specTag(tag).isEmpty();
  }

  /** How many a stream has. */
  static int count(ImageStream stream) {
    return (int) ImportState.tags(stream).stream().filter(tag -> has(stream, tag)).count();
  }

  /** All others that a stream wants or has, by name. */
  static List<String> others(ImageStream stream) {
    return ImportState.tags(stream).stream().filter(tag -> !has(stream, tag)).toList();
  }
}
