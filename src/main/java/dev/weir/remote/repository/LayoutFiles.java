package dev.weir.remote.repository;

import dev.weir.lock.Attempts;
import dev.weir.lock.KeyedLock;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The two documents of an OCI image layout: {@code oci-layout}, and {@code index.json}. */
final class LayoutFiles {
  private static final String VERSION = "imageLayoutVersion";
  private static final int MAX_BYTES = 32 * 1024 * 1024;

  /** A minute: whoever changes a layout is done within milliseconds. */
  private static final int TRIES = 2_000;

  private final FileRoot root;
  private final KeyedLock<Path> turns;
  private final Path mark;
  private final Path index;
  private final int tries;

  /**
   * @param turns of threads of this process at one layout
   */
  LayoutFiles(FileRoot root, KeyedLock<Path> turns) {
    this(root, turns, TRIES);
  }

  LayoutFiles(FileRoot root, KeyedLock<Path> turns, int tries) {
    this.tries = tries;
    this.root = root;
    this.turns = turns;
    this.mark = root.path().resolve("oci-layout");
    this.index = root.path().resolve("index.json");
  }

  /** What it holds; empty if there is no layout. */
  Optional<LayoutIndex> read() {
    return FileRoot.tell(
        "cannot read " + index,
        () -> {
          Optional<LayoutIndex> found = readIndex();
          if (found.isPresent()) {
            checkVersion();
          }
          return found;
        });
  }

  private Optional<LayoutIndex> readIndex() throws IOException {
    Optional<Path> file = root.find(index);
    return file.isEmpty() ? Optional.empty() : Optional.of(new LayoutIndex(document(file.get())));
  }

  /** In turn: whatever closes that file ends this process's lock of it. */
  private void checkVersion() throws IOException {
    try (KeyedLock.Turn _ = turns.take(root.path())) {
      requireKnownVersion();
    }
  }

  private void requireKnownVersion() throws IOException {
    Optional<Path> file = root.find(mark);
    String version = file.isEmpty() ? "" : Json.string(document(file.get()), VERSION);
    if (!version.startsWith("1.")) {
      throw new FileSystemException(
          mark.toString(),
          null,
          version.isEmpty()
              ? "there is no file oci-layout that says its version"
              : "its version is %s; 1.0.0 is known here".formatted(version));
    }
  }

  private static ObjectNode document(Path file) throws IOException {
    try {
      return Json.parseObject(BlobFiles.bytes(file, MAX_BYTES));
    } catch (JacksonException | IllegalArgumentException _) {
      throw new FileSystemException(file.toString(), null, file + " is no JSON object");
    }
  }

  /**
   * Makes a layout of a directory that is empty or missing, if it is none.
   *
   * @throws RemoteException if there is something else in it
   */
  void create() {
    FileRoot.tell(
        "cannot write " + root.path(),
        () -> {
          if (root.find(mark).isEmpty()) {
            requireEmpty();
            root.directory(root.path());
            byte[] text = Json.bytes(Json.object().put(VERSION, "1.0.0"));
            // it is what writers lock, so the first one that is made stays
            root.first(root.path(), mark, part -> FileRoot.write(part, text));
          }
          return true;
        });
    if (read().isEmpty()) {
      change(index -> index);
    }
  }

  private void requireEmpty() throws IOException {
    if (Files.isDirectory(root.path())) {
      try (Stream<Path> files = Files.list(root.path())) {
        Optional<Path> other =
            files
                .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                .filter(file -> !file.equals(mark))
                .findFirst();
        if (other.isPresent() && root.find(mark).isEmpty()) {
          throw new RemoteException(
              Kind.REGISTRY_ERROR,
              "%s is no OCI image layout and not empty: there is %s"
                  .formatted(root.path(), other.get().getFileName()));
        }
      }
    }
  }

  /** Changes what it holds, while nobody else who keeps to its lock does. */
  void change(UnaryOperator<LayoutIndex> change) {
    try (KeyedLock.Turn _ = turns.take(root.path())) {
      FileRoot.tell(
          "cannot write " + index,
          () -> {
            try (FileChannel locked =
                    FileChannel.open(mark, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock _ = lock(locked)) {
              byte[] bytes = change.apply(readIndex().orElseGet(LayoutIndex::empty)).bytes();
              root.named(root.path(), index, part -> FileRoot.write(part, bytes));
            }
            return true;
          });
    }
  }

  /** Waits for other processes; in this one somebody may have other turns. */
  private FileLock lock(FileChannel channel) throws IOException {
    Attempts attempts = new Attempts(tries);
    while (attempts.next()) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException _) {
        // tried again
      }
    }
    throw new FileSystemException(
        index.toString(), null, "another program keeps %s locked; end it first".formatted(mark));
  }
}
