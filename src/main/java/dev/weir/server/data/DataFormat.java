package dev.weir.server.data;

import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The version of a data directory's layout, by which it is known for one that Weir can read. */
final class DataFormat {
  /** The newest layout that this program reads, and the one that it writes. */
  static final int NEWEST = 1;

  private static final Set<String> MAY_BE_THERE_BEFORE =
      Set.of("lost+found", DirectoryLock.NAME, "users.htpasswd", ".format.new");

  private DataFormat() {}

  /** From now on servers take the directory for theirs. */
  static void write(Path directory) throws IOException {
    DurableFile.writePrivate(
        directory.resolve("format"), (NEWEST + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Marks a directory that is empty as one of this format.
   *
   * @throws StartException if it holds something else, a part of a backup, or a newer format
   */
  static void check(Path directory) throws IOException {
    Path file = directory.resolve("format");
    if (Files.exists(directory.resolve(UnfinishedData.MARK))) {
      throw new StartException(
          "The data in "
              + directory
              + " is a part of a backup whose restore did not end; run weir restore with --data "
              + directory
              + " again, or remove the directory.");
    }
    String found;
    try {
      found = Files.readString(file).strip();
    } catch (NoSuchFileException firstStart) {
      refuseForeignContent(directory);
      keepPrivate(directory);
      write(directory);
      return;
    }
    if (!found.matches("[0-9]{1,9}")) {
      throw new StartException(
          "The file " + file + " is damaged: it holds no format number; restore it from a backup.");
    }
    if (Integer.parseInt(found) > NEWEST) {
      throw new StartException(
          "The data in "
              + directory
              + " has format "
              + found
              + WrittenBy.read(directory).map(by -> ", written by Weir " + by).orElse("")
              + ", and this Weir reads formats up to "
              + NEWEST
              + "; start a newer Weir on it.");
    }
  }

  /** A volume may be ours by its group alone; what is in it with a secret is private anyway. */
  private static void keepPrivate(Path directory) throws IOException {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (FileSystemException e) {
      if (Owner.stranger(directory).isEmpty()) {
        throw e;
      }
    }
  }

  /** An empty directory, perhaps of a filesystem of its own. */
  private static boolean isPlaceForBlobs(Path child) {
    if (!child.endsWith("blobs")) {
      return false;
    }
    try (Stream<Path> content = Files.list(child)) {
      return content.allMatch(path -> path.endsWith("lost+found"));
    } catch (IOException noDirectory) {
      return false;
    }
  }

  /**
   * Lets an empty directory pass, and what volumes and administrators put there.
   *
   * @throws StartException if it holds something else
   */
  static void refuseForeignContent(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      String foreign =
          children
              .map(child -> child.getFileName().toString())
              .filter(name -> !MAY_BE_THERE_BEFORE.contains(name))
              .filter(name -> !isPlaceForBlobs(directory.resolve(name)))
              .sorted()
              .limit(3)
              .collect(Collectors.joining(", "));
      if (!foreign.isEmpty()) {
        throw new StartException(
            "The directory "
                + directory
                + " holds something else than Weir's data ("
                + foreign
                + "); choose an empty or a new directory with --data DIR.");
      }
    }
  }
}
