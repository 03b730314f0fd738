package dev.weir.server.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes small files whole: a reader, or a crash at any moment, sees the old content or the new.
 */
public final class DurableFile {
  private DurableFile() {}

  /** Writes a file that only its owner may read (mode 0600) and waits until it is on the disk. */
  public static void writePrivate(Path file, byte[] content) throws IOException {
    write(file, content, "rw-------");
  }

  /** Writes a file that everybody may read (mode 0644) and waits until it is on the disk. */
  public static void writePublic(Path file, byte[] content) throws IOException {
    write(file, content, "rw-r--r--");
  }

  private static void write(Path file, byte[] content, String mode) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
    try {
      writeNew(temporary, content, mode);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cleared(temporary, new IOException("cannot write " + file + ": " + reason(e), e));
    }
    syncDirectory(file.resolveSibling(""));
  }

  private static IOException cleared(Path rest, IOException failure) {
    try {
      Files.deleteIfExists(rest);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** Without the path, which is named once and is not that of the temporary file. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException about && about.getReason() != null
        ? about.getReason()
        : String.valueOf(e.getMessage());
  }

  private static void writeNew(Path temporary, byte[] content, String mode) throws IOException {
    Files.deleteIfExists(temporary);
    var permissions = PosixFilePermissions.fromString(mode);
    try (FileChannel out =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(permissions))) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
    // The mask of the process narrows the mode at creation; a public file shall be public.
    Files.setPosixFilePermissions(temporary, permissions);
  }

  /** Makes new and moved names in a directory durable. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
