package dev.weir.remote.repository;

import dev.weir.failure.FileProblem;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A directory that images are kept in. No link in it leads anywhere else: what somebody else made
 * may not show, or overwrite, other files of whoever copies it.
 *
 * @param path need not exist
 */
record FileRoot(Path path) {
  /** What names of files begin with that are not made yet. */
  static final String PART = ".part-";

  /** The real place of something in here; empty if there is nothing. */
  Optional<Path> find(Path inside) throws IOException {
    try {
      return Optional.of(checked(inside));
    } catch (NoSuchFileException | NotDirectoryException _) {
      return Optional.empty();
    }
  }

  private Path checked(Path inside) throws IOException {
    Path real = inside.toRealPath();
    if (!real.startsWith(path.toRealPath())) {
      throw new FileSystemException(
          inside.toString(), null, "it is a link that leads out of " + path);
    }
    return real;
  }

  /** Makes a directory in here, if it is not there, and gives its real place. */
  Path directory(Path inside) throws IOException {
    if (!inside.equals(path) && !Files.isDirectory(inside)) {
      directory(inside.getParent() == null ? path : inside.getParent());
    }
    Files.createDirectories(inside);
    return checked(inside);
  }

  /** Makes a file under a name that is nobody's. */
  @FunctionalInterface
  interface Maker {
    void make(Path part) throws IOException;
  }

  /**
   * Makes a file, and gives it its name when it is made, instead of any other.
   *
   * @param parts directory for it until then, of the same filesystem
   */
  void named(Path parts, Path name, Maker maker) throws IOException {
    made(parts, name, maker, (part, to) -> Files.move(part, to, StandardCopyOption.ATOMIC_MOVE));
  }

  /** As {@link #named}, unless something has that name. */
  void first(Path parts, Path name, Maker maker) throws IOException {
    made(
        parts,
        name,
        maker,
        (part, to) -> {
          try {
            Files.createLink(to, part);
          } catch (FileAlreadyExistsException _) {
            // somebody else was first
          } catch (UnsupportedOperationException | FileSystemException _) {
            if (!Files.exists(to)) {
              Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            }
          }
        });
  }

  /** Gives a file its name. */
  @FunctionalInterface
  private interface Naming {
    void name(Path part, Path to) throws IOException;
  }

  private void made(Path parts, Path name, Maker maker, Naming naming) throws IOException {
    Path parent = name.resolveSibling("").normalize();
    Path directory = directory(parent);
    Path part = directory(parts).resolve(PART + UUID.randomUUID());
    try {
      maker.make(part);
      naming.name(part, directory.resolve(parent.relativize(name)));
    } finally {
      Files.deleteIfExists(part); // also of a second name for one file, which no move takes away
    }
    sync(directory);
  }

  /** Makes a small file whose bytes are durable. */
  static void write(Path part, byte[] bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        file.write(left);
      }
      file.force(true);
    }
  }

  /** Names that were given in a directory outlast a crash from now on. */
  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Work on files. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does something with files.
   *
   * @param what it is, such as {@code cannot write sha256:… to DIR}
   * @throws RemoteException saying that, and why it failed
   */
  static <T> T tell(String what, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new RemoteException(Kind.REGISTRY_ERROR, what + ": " + FileProblem.words(e));
    }
  }
}
