package dev.weir.window;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.Digest;
import dev.weir.window.WindowRepository.Shown;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tags under which streams hold images that were pulled by their digest. Pure. */
public final class DigestTags {
  /**
   * Most that a stream keeps: each is some 700 bytes of an object that has to fit into the store.
   */
  static final int MOST = 1000;

  private static final int HEX_IN_TAG = 64;

  private DigestTags() {}

  /** The tag for an image. */
  static String of(Digest digest) {
    String hex = digest.hex();
    return digest.algorithm() + "." + hex.substring(0, Math.min(hex.length(), HEX_IN_TAG));
  }

  /** True of a tag that is for a digest: nobody asked for it by name. */
  public static boolean isOne(String tag) {
    return tag.matches("sha[0-9]+\\.[0-9a-f]{" + HEX_IN_TAG + "}");
  }

  /** True if the window made the tag. */
  static boolean isMade(ImageStream stream, String tag, Shown shown) {
    return isOne(tag)
        && stream
            .specTag(tag)
            .flatMap(spec -> spec.from())
            .filter(from -> from.name().startsWith(shown.repository() + "@"))
            .isPresent();
  }

  /** The stream with the newest so many of those that the window made; empty if it has no more. */
  static Optional<ImageStream> bounded(ImageStream stream, Shown shown, int most) {
    List<String> made =
        stream.tags().keySet().stream()
            .filter(tag -> isMade(stream, tag, shown))
            .sorted(Comparator.comparing((String tag) -> made(stream, tag)).thenComparing(t -> t))
            .toList();
    if (made.size() <= most) {
      return Optional.empty();
    }
    ImageStream next = stream;
    for (String tag : made.subList(0, made.size() - most)) {
      next = next.withoutSpecTag(tag).withoutTag(tag);
    }
    return Optional.of(next);
  }

  private static Instant made(ImageStream stream, String tag) {
    return stream.newest(tag).map(TagEvent::created).orElse(Instant.MIN);
  }
}
