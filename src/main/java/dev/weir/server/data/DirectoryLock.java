package dev.weir.server.data;

import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a running server holds, so that no second one uses its directory. By it the server
 * also notices that the directory is not where it was.
 */
final class DirectoryLock implements AutoCloseable {
  static final String NAME = "lock";

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

  private final Path file;
  private final FileChannel channel;
  private final HeldFile held;

  private DirectoryLock(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.held = new HeldFile(file, channel);
  }

  /**
   * Takes the directory for this process.
   *
   * @throws StartException if another server has it
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path file = directory.toRealPath().resolve(NAME);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (!tryLock(channel)) {
      channel.close();
      String holder = Files.readString(file).strip().replace("\n", ", ");
      throw new StartException(
          "The data directory "
              + directory
              + " is in use by another Weir server ("
              + (holder.isEmpty() ? "just starting" : holder)
              + "); stop that one, or choose another directory with --data DIR.");
    }
    return new DirectoryLock(file, channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return false;
    }
  }

  /** Tells a second server, through the lock file, who is here; as far as the disk allows. */
  void describe(String addresses) {
    byte[] text =
        ("process " + ProcessHandle.current().pid() + "\n" + addresses + "\n")
            .getBytes(StandardCharsets.UTF_8);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text), 0);
    } catch (IOException e) {
      LOG.warn("cannot write {}: {}", file, e.getMessage());
    }
  }

  /** False if the directory was moved, removed or unmounted since it was opened. */
  boolean isInPlace() {
    return held.isInPlace();
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
