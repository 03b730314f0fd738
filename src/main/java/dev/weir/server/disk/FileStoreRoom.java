package dev.weir.server.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system on which a directory is. */
public record FileStoreRoom(Path directory) implements DiskWatch.Room {
  /** True if two directories are on the same one; false where that cannot be told. */
  public static boolean areOne(Path one, Path other) {
    try {
      return Files.getFileStore(one).equals(Files.getFileStore(other));
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public long capacity() {
    try {
      return Files.getFileStore(directory).getTotalSpace();
    } catch (IOException _) {
      return 0;
    }
  }

  @Override
  public long free() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException _) {
      return 0;
    }
  }
}
