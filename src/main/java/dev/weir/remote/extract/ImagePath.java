package dev.weir.remote.extract;

import java.util.ArrayList;
import java.util.List;

/**
 * A path in an image: names with slashes between, none at either end; empty for its root. Where an
 * image names its files from is of no meaning: {@code ./a}, {@code /a} and {@code a} are the same.
 */
final class ImagePath {
  /** As systems have it that images are for (PATH_MAX), in characters. */
  static final int LONGEST = 4096;

  /** More than anybody looks into; what is above a file is kept and looked up as well. */
  private static final int DEEPEST = 255;

  private ImagePath() {}

  /**
   * Reads the name of an entry.
   *
   * @throws TarException if it leads out of the image, or is none
   */
  static String of(String name) throws TarException {
    if (name.length() > LONGEST || name.indexOf('\0') >= 0) {
      throw new TarException(
          "a file has a name of %d characters: %s…".formatted(name.length(), shown(name)));
    }
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/+")) {
      if (part.equals("..")) {
        throw new TarException("\"" + shown(name) + "\" is outside of the image");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (parts.size() > DEEPEST) {
      throw new TarException(
          "\"%s…\" is in more than %d directories".formatted(shown(name), DEEPEST - 1));
    }
    return String.join("/", parts);
  }

  /** So much of a name as goes into a message. */
  static String shown(String name) {
    return name.substring(0, Math.min(name.length(), 100)).replace('\0', '?');
  }

  /** The directory that it is in. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Its last name. */
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
