package dev.weir.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The demo's temporary directory. It holds an administrator's token, and is gone at the end, also
 * when a signal is the end.
 */
final class Workplace implements AutoCloseable {
  private final Path directory;
  private final Thread atSignal = new Thread(this::clearQuietly, "clear");
  private volatile Runnable first = () -> {};
  private volatile boolean cleared;

  private Workplace(Path directory) {
    this.directory = directory;
  }

  static Workplace open() throws IOException {
    Workplace workplace = new Workplace(Files.createTempDirectory("weir-demo"));
    Runtime.getRuntime().addShutdownHook(workplace.atSignal);
    return workplace;
  }

  Path directory() {
    return directory;
  }

  /** What has to end before the directory can go: it would write new files. */
  void endFirst(Runnable end) {
    first = end;
  }

  /** True once the directory is gone, or about to go: what fails from then on, fails for that. */
  boolean isCleared() {
    return cleared;
  }

  private void clearQuietly() {
    try {
      clear();
    } catch (IOException _) {
      // the process ends, and nobody reads any more
    }
  }

  private synchronized void clear() throws IOException {
    cleared = true;
    first.run();
    if (Files.exists(directory)) {
      Files.walkFileTree(directory, new Remover());
    }
  }

  @Override
  public void close() throws IOException {
    clear();
    try {
      Runtime.getRuntime().removeShutdownHook(atSignal);
    } catch (IllegalStateException _) {
      // a signal came meanwhile; there is nothing left to clear
    }
  }

  /** Removes everything; what somebody else removes meanwhile is as good. */
  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path left, @org.jspecify.annotations.Nullable IOException e) throws IOException {
      Files.deleteIfExists(left);
      return FileVisitResult.CONTINUE;
    }
  }
}
