package dev.weir.remote.repository;

import dev.weir.failure.FileProblem;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A directory that images are kept in. No link in it leads anywhere else: what somebody else made
 * may not show, or overwrite, other files of whoever copies it.
 *
 * @param path need not exist
 */
record FileRoot(Path path) {
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

  /** Names that were given in a directory outlast a crash from now on. */
  static void sync(Path directory) throws IOException {
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
