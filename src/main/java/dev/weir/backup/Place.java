package dev.weir.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a backup, or what comes of one, may be written to. */
public final class Place {
  private static final String STORE = "weir.db";

  private Place() {}

  /**
   * Requires that a path is not within something that holds nothing but its own.
   *
   * @throws BackupException if it is inside a backup, or inside the data directory of a server
   */
  public static void requireOutside(Path path) throws IOException {
    for (@Nullable Path at = real(path).getParent(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(Summary.FILE)) || Files.exists(at.resolve(Shelf.MARK))) {
        throw new BackupException(
            path
                + " is inside the backup "
                + at
                + ", which would be none any more; choose another");
      }
      if (Files.exists(at.resolve(STORE))) {
        throw new BackupException(
            path + " is inside the data directory " + at + " of a server; choose another");
      }
    }
  }

  /** As far as it is there. */
  private static Path real(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    @Nullable Path parent = path.getParent();
    @Nullable Path name = path.getFileName();
    return parent == null || name == null ? path : real(parent).resolve(name);
  }
}
