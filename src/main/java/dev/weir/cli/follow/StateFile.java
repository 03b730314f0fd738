package dev.weir.cli.follow;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that remembers what was done, and beside it one that is locked as long as somebody
 * follows. Others see the file whole: as it was, or as it is.
 */
final class StateFile implements AutoCloseable {
  private static final int SHORT = 12;

  private final Path file;
  private final boolean isNamed;
  private final FileChannel lock;

  private StateFile(Path file, boolean isNamed, FileChannel lock) {
    this.file = file;
    this.isNamed = isNamed;
    this.lock = lock;
  }

  /**
   * Takes the file of the flag {@code --state}, or the one that is this object's.
   *
   * @throws CliException if another process has it, or it cannot be used
   */
  static StateFile take(Call call, Followed followed) {
    String flag = call.text("--state");
    boolean isNamed = call.arguments().given("--state");
    Path file = isNamed ? call.context().file(flag) : usual(call.context(), followed);
    try {
      if (!isNamed) {
        Files.createDirectories(
            file.resolveSibling(""),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (Files.isDirectory(file)) {
        throw CliException.error("--state " + file + " is a directory; name a file in it");
      }
      return new StateFile(file, isNamed, lock(beside(file, ".lock"), followed));
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static CliException unusable(Path file, IOException e) {
    return CliException.error(
        "what was done cannot be kept in "
            + file
            + " ("
            + FileProblem.named(e)
            + "); name another file with --state FILE");
  }

  /** {@code $XDG_STATE_HOME/weir/follow/demo-deployments-web-0123456789ab.json}. */
  private static Path usual(CliContext context, Followed followed) {
    Path home = Path.of(context.variable("XDG_STATE_HOME"));
    Path states = home.isAbsolute() ? home : context.home().resolve(".local/state");
    String name =
        followed.namespace()
            + "-"
            + followed.object().kind().plural()
            + "-"
            + followed.object().name();
    String digest = Digest.of(followed.identity().getBytes(StandardCharsets.UTF_8)).hex();
    return states
        .resolve("weir/follow")
        .resolve(name.replaceAll("[^\\w.-]", "_") + "-" + digest.substring(0, SHORT) + ".json");
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static FileChannel lock(Path file, Followed followed) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        String owner = Files.readString(file).strip();
        throw CliException.error(
            followed.inWords()
                + " is followed already"
                + (owner.isEmpty() ? "" : ", by process " + owner)
                + "; stop that one, or let this one keep what it did in a file of its own with"
                + " --state FILE");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // of this process
    }
  }

  Path path() {
    return file;
  }

  /**
   * What is remembered of the object. A file of this program's own that cannot be read is as good
   * as none, so that the command runs once more.
   *
   * @throws CliException if the file that was named is something else, or of another object
   */
  Memory read(Followed followed) {
    byte[] text;
    try {
      text = Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      return Memory.none(followed.identity());
    } catch (IOException e) {
      throw unusable(file, e);
    }
    Optional<Memory> found = Memory.read(text);
    if (isNamed && text.length > 0 && found.isEmpty()) {
      throw CliException.error(
          file + " is no state of weir follow; name another file, or remove this one");
    }
    if (isNamed && found.isPresent() && !found.get().follows().equals(followed.identity())) {
      throw CliException.error(
          file
              + " is about "
              + found.get().follows()
              + ", not "
              + followed.identity()
              + "; name another file, or remove this one");
    }
    return found
        .filter(memory -> memory.follows().equals(followed.identity()))
        .orElseGet(() -> Memory.none(followed.identity()));
  }

  /** Writes: durable when this returns. */
  void write(Memory memory) throws IOException {
    Path written = beside(file, ".new");
    try (FileChannel out =
        FileChannel.open(
            written,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer text = ByteBuffer.wrap(memory.text().getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        out.write(text);
      }
      out.force(true);
    }
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Lets go of the lock; whoever is killed has let go of it too. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
