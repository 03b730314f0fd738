package dev.weir.client.kubeconfig;

import dev.weir.failure.FileProblem;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One kubeconfig file as a tree; members that are not understood stay in it. */
final class KubeconfigFile {
  private static final int LOCK_ATTEMPTS = 100;
  private static final Duration LOCK_PAUSE = Duration.ofMillis(20);

  private final Path path;
  private ObjectNode tree;

  private KubeconfigFile(Path path, ObjectNode tree) {
    this.path = path;
    this.tree = tree;
  }

  /** Reads a file; one that is not there is empty. */
  static KubeconfigFile read(Path path) throws IOException {
    String text;
    try {
      text = FileProblem.read(path);
    } catch (NoSuchFileException _) {
      return new KubeconfigFile(path, Json.object());
    }
    try {
      List<JsonNode> documents = YamlDocuments.documents(text);
      if (documents.isEmpty()) {
        return new KubeconfigFile(path, Json.object());
      }
      if (documents.getFirst() instanceof ObjectNode tree) {
        return new KubeconfigFile(path, tree);
      }
    } catch (JacksonException _) {
      // Said below, without the text: it holds credentials.
    }
    throw new KubeconfigException(
        "error loading config file \"" + path + "\": it is no kubeconfig");
  }

  Path path() {
    return path;
  }

  ObjectNode tree() {
    return tree;
  }

  /**
   * Changes the file as it is now, while no other program that keeps to the same lock (kubectl's
   * and oc's {@code FILE.lock}) changes it.
   */
  void update(Consumer<ObjectNode> edit) throws IOException {
    Path target = Files.isSymbolicLink(path) ? path.toRealPath() : path.toAbsolutePath();
    Path directory = target.getParent();
    if (directory == null) {
      throw new IOException("a kubeconfig cannot be written to " + path);
    }
    Files.createDirectories(directory);
    Path lock = directory.resolve(target.getFileName() + ".lock");
    take(lock);
    try {
      tree = read(path).tree;
      edit.accept(tree);
      write(directory, target);
    } finally {
      Files.deleteIfExists(lock);
    }
  }

  private static void take(Path lock) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createFile(lock);
        return;
      } catch (FileAlreadyExistsException _) {
        if (attempt == LOCK_ATTEMPTS) {
          throw new IOException(
              "another program is changing the kubeconfig; if none is, remove " + lock);
        }
      }
      LockSupport.parkNanos(LOCK_PAUSE.toNanos());
    }
  }

  /** Writes beside the file and moves: a reader sees the old one or the new one. */
  private void write(Path directory, Path target) throws IOException {
    Path beside =
        Files.createTempFile(
            directory,
            ".kubeconfig",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(beside, YamlDocuments.text(tree));
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
