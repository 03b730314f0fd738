package dev.weir.cli.backup;

import dev.weir.backup.BackupException;
import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Set;

/**
 * A file of mode 0600 that is written. What the disk refuses is told with the file's name, and
 * apart from what a server refuses.
 */
final class LocalFile extends OutputStream {
  private static final int BUFFER = 128 * 1024;

  private final Path path;
  private final FileChannel channel;

  private LocalFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens a file to write at its end. */
  static LocalFile append(Path path) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel.position(channel.size());
      return new LocalFile(path, channel);
    } catch (IOException e) {
      throw refused(path, e);
    }
  }

  /** Opens a file to write from its beginning. */
  static LocalFile fresh(Path path) throws IOException {
    LocalFile file = append(path);
    try {
      file.cutTo(0);
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  long length() throws IOException {
    return channel.position();
  }

  /** Takes back what was written after that many bytes. */
  void cutTo(long length) throws IOException {
    try {
      channel.truncate(length).position(length);
    } catch (IOException e) {
      throw refused(path, e);
    }
  }

  /** Takes the file for this process; false if another one has it. */
  boolean lock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /** Feeds a function with what was written from there on. */
  void feed(MessageDigest function, long start) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long at = start; at < length(); at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, length() - at));
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new BackupException(path + " became shorter while it was written");
      }
      function.update(buffer.flip());
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes, from, length);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      throw refused(path, e);
    }
  }

  /** Waits until it is on the disk. */
  void sync() throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw refused(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  static BackupException refused(Path path, IOException e) {
    return new BackupException("cannot write " + path + ": " + FileProblem.words(e), e);
  }

  /** Makes new and moved names in a directory durable. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw refused(directory, e);
    }
  }
}
