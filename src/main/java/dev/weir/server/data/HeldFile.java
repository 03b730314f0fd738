package dev.weir.server.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A file by which the server notices that the directory around it is not where it was. */
final class HeldFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  /** As long as the file is open, no other gets its number. */
  private final Object identity;

  /** Holds an open file; it is closed with it. */
  HeldFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.identity = identity(file);
  }

  private static Object identity(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return Objects.requireNonNullElse(key, "");
  }

  /** False if the file, or a directory around it, was moved, removed or unmounted. */
  boolean isInPlace() {
    try {
      return identity(file).equals(identity);
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
