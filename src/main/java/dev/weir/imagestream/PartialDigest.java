package dev.weir.imagestream;

import dev.weir.reference.Digest;
import java.util.Collection;
import java.util.List;

/** Finds images by the first letters of their digest (image-api.md 4.4). */
public final class PartialDigest {
  private PartialDigest() {}

  /** Outcome of a search. */
  public sealed interface Match {
    record Found(String image) implements Match {}

    record None() implements Match {}

    /** Several images begin so; sorted. */
    record Several(List<String> images) implements Match {
      public Several {
        images = List.copyOf(images);
      }
    }
  }

  /**
   * Searches image names; an exact one wins over those that only begin so.
   *
   * @param id start of the hex part, or of the whole {@code sha256:…}; at least one letter
   */
  public static Match find(Collection<String> images, String id) {
    List<String> found =
        images.stream().filter(image -> matches(image, id)).distinct().sorted().toList();
    if (found.contains(id)) {
      return new Match.Found(id);
    }
    return switch (found.size()) {
      case 0 -> new Match.None();
      case 1 -> new Match.Found(found.getFirst());
      default -> new Match.Several(found);
    };
  }

  /** True if the image's digest begins with the id; names that are no digests match as they are. */
  public static boolean matches(String image, String id) {
    if (id.isEmpty() || image.isEmpty()) {
      return false;
    }
    return image.startsWith(id)
        || (id.indexOf(':') < 0
            && Digest.tryParse(image).filter(digest -> digest.hex().startsWith(id)).isPresent());
  }

  /** Text of a refusal because of several matches. */
  public static String ambiguous(String id, List<String> images) {
    return "multiple images match the prefix \"" + id + "\": " + String.join(", ", images);
  }
}
