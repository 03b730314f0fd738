package dev.weir.server.data;

import dev.weir.failure.FileProblem;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A data directory that is being made of a backup. A mark is in it before anything else, and its
 * format, without which earlier builds take it for something foreign, is written last: so no server
 * starts on a part.
 */
public final class UnfinishedData implements AutoCloseable {
  static final String MARK = "restoring";

  private static final Set<String> STAYS = Set.of("lost+found", DirectoryLock.NAME);
  private static final String TEXT =
      "A restore of a backup was begun here and has not ended: what is here is of no use without"
          + " its rest.\n";

  private final DataDirectory data;
  private final boolean made;
  private boolean finished;

  private UnfinishedData(DataDirectory data, boolean made) {
    this.data = data;
    this.made = made;
  }

  /**
   * Begins in a directory that is empty or missing, or holds the rest of a restore that was cut
   * short, which is removed.
   *
   * @throws StartException if something else is there, or a server runs there
   */
  public static UnfinishedData begin(Path directory) throws IOException {
    boolean made = !Files.exists(directory);
    DataDirectory.createPrivate(directory);
    Path root = directory.toRealPath();
    requireNothing(root);
    DirectoryLock lock = DirectoryLock.take(root);
    try {
      requireNothing(root);
      DataDirectory data = DataDirectory.unfinished(root, lock);
      DurableFile.writePrivate(root.resolve(MARK), TEXT.getBytes(StandardCharsets.UTF_8));
      clear(root, true);
      DataDirectory.createPrivate(data.tls());
      data.describe("restoring a backup");
      return new UnfinishedData(data, made);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void requireNothing(Path root) throws IOException {
    if (Files.exists(root.resolve(MARK))) {
      return;
    }
    if (Files.exists(root.resolve("format"))) {
      throw new StartException(
          "The directory "
              + root
              + " holds the data of a Weir server already; a backup is restored into an empty or a"
              + " new directory: choose one with --data DIR, or move this one away.");
    }
    DataFormat.refuseForeignContent(root);
  }

  /** Where everything belongs. */
  public DataDirectory data() {
    return data;
  }

  /** Makes the blobs' directory, so that it is not taken for one that is missing. */
  @SuppressWarnings("try") // the mark is set by opening it
  public void markBlobs() throws IOException {
    try (BlobsMark _ = BlobsMark.open(data, false)) {
      DurableFile.syncDirectory(data.blobs());
    }
  }

  /** All is there: a server may start on it from now on. */
  public void finish() throws IOException {
    DataFormat.write(data.root());
    Files.delete(data.root().resolve(MARK));
    DurableFile.syncDirectory(data.root());
    finished = true;
  }

  /** Lets go of the directory; what is not finished is removed. */
  @Override
  public void close() throws IOException {
    try (DataDirectory _ = data) {
      if (!finished) {
        clear(data.root(), false);
        if (made) {
          Files.deleteIfExists(data.root().resolve(DirectoryLock.NAME));
          Files.deleteIfExists(data.root());
        }
      }
    } catch (DirectoryNotEmptyException _) {
      // somebody else has put something there
    } catch (FileSystemException e) {
      throw new IOException(
          "what was restored of the backup could not be removed again ("
              + FileProblem.named(e)
              + "); remove the content of "
              + data.root(),
          e);
    }
  }

  private static void clear(Path root, boolean keepMark) throws IOException {
    List<Path> rest = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(path -> !path.equals(root))
          .filter(path -> !STAYS.contains(root.relativize(path).getName(0).toString()))
          .filter(path -> !path.getFileName().toString().equals("lost+found"))
          .filter(path -> !path.equals(root.resolve(MARK)))
          .sorted(Comparator.reverseOrder())
          .forEach(rest::add);
    }
    for (Path path : rest) {
      try {
        Files.delete(path);
      } catch (FileSystemException e) {
        if (!Files.isDirectory(path)) {
          throw e;
        }
        // a place where a disk is mounted stays
      }
    }
    if (!keepMark) {
      Files.deleteIfExists(root.resolve(MARK));
    }
  }
}
