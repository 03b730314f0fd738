package dev.weir.server.data;

import dev.weir.server.config.StartException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a path in the data directory is a file or a directory as it should be. A volume mounted
 * at the wrong place, or a backup restored into one, makes it the other.
 */
final class PathShape {
  private PathShape() {}

  /**
   * Nothing may be there yet.
   *
   * @throws StartException if it is a directory
   */
  static void requireFile(Path path) {
    if (Files.isDirectory(path)) {
      throw new StartException(
          path
              + " is a directory, and Weir keeps a file there;"
              + next("the file", path.resolveSibling("")));
    }
  }

  /**
   * Nothing may be there yet.
   *
   * @throws StartException if it is something else than a directory
   */
  static void requireDirectory(Path path) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new StartException(
          path
              + " is no directory, and Weir keeps one there;"
              + next("the directory", path.resolveSibling("")));
    }
  }

  private static String next(String what, Path from) {
    return " move it out of "
        + from
        + " and restore "
        + what
        + " from a backup if there was one, or choose another data directory with --data DIR.";
  }
}
