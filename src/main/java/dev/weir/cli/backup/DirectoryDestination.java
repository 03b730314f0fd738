package dev.weir.cli.backup;

import dev.weir.backup.BackupException;
import dev.weir.backup.DirectoryShelf;
import dev.weir.backup.Item;
import dev.weir.backup.ItemReader;
import dev.weir.backup.Shelf;
import dev.weir.backup.Summary;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A directory, in which the next backup takes only what is new. The earlier one stays whole until
 * {@code backup.json} is replaced, which is one step.
 */
final class DirectoryDestination implements Destination {
  private static final int BUFFER = 64 * 1024;

  private final Path root;
  private final FileChannel mark;
  private final Optional<Shelf> base;
  private final Optional<Path> baseRoot;
  private final Set<Path> touched = new HashSet<>();

  private DirectoryDestination(Path root, FileChannel mark, Optional<Path> base) {
    this.root = root;
    this.mark = mark;
    this.baseRoot = base;
    this.base = base.map(DirectoryShelf::new);
  }

  /**
   * Takes a directory, which is made if it is missing.
   *
   * @param base an earlier backup in another directory, whose blobs are taken from there
   * @throws BackupException if something else is in it, or another backup runs there
   */
  static DirectoryDestination open(Path root, Optional<Path> base) throws IOException {
    try {
      requireOurs(root);
      createPrivate(root);
      FileChannel mark =
          FileChannel.open(
              root.resolve(Shelf.MARK),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      if (!isLocked(mark)) {
        mark.close();
        throw new BackupException(
            "another backup is being written to " + root + "; wait for it, or choose another");
      }
      return new DirectoryDestination(root, mark, base);
    } catch (BackupException e) {
      throw e;
    } catch (IOException e) {
      throw new BackupException("cannot write to " + root + ": " + FileProblem.words(e), e);
    }
  }

  private static void requireOurs(Path root) throws IOException {
    if (Files.exists(root.resolve(Shelf.MARK)) || Files.exists(root.resolve(Summary.FILE))) {
      if (Files.exists(root.resolve(Summary.FILE))) {
        Summary _ = Summary.read(Files.readAllBytes(root.resolve(Summary.FILE)), root.toString());
      }
      return;
    }
    if (Files.isDirectory(root)) {
      try (Stream<Path> content = Files.list(root)) {
        if (content.anyMatch(path -> !path.endsWith("lost+found"))) {
          throw new BackupException(
              root
                  + " holds something else than a backup; choose an empty or a new directory, or"
                  + " FILE.tar");
        }
      }
    }
  }

  private static boolean isLocked(FileChannel mark) throws IOException {
    try {
      @Nullable FileLock lock = mark.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static void createPrivate(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public Sink file(String name) throws IOException {
    return new PartSink(root.resolve(name));
  }

  /** A file that has its name only when it is whole. */
  private static final class PartSink implements Sink {
    private final Path file;
    private final Path part;
    private final LocalFile out;

    PartSink(Path file) throws IOException {
      this.file = file;
      this.part = file.resolveSibling(file.getFileName() + Shelf.UNFINISHED);
      this.out = LocalFile.fresh(part);
    }

    @Override
    public OutputStream out() {
      return out;
    }

    @Override
    public void keep() throws IOException {
      out.sync();
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(part);
    }
  }

  @Override
  public ItemReader store(String name) throws IOException {
    return new ItemReader(
        new BufferedInputStream(
            new GZIPInputStream(Files.newInputStream(root.resolve(name)), BUFFER), BUFFER),
        root.resolve(name).toString());
  }

  @Override
  public boolean has(Digest digest, long size) throws IOException {
    String name = Shelf.blob(digest);
    Path file = root.resolve(name);
    if (new DirectoryShelf(root).size(name).equals(OptionalLong.of(size))) {
      return true;
    }
    if (base.isEmpty() || !base.get().size(name).equals(OptionalLong.of(size))) {
      return false;
    }
    prepare(file);
    try {
      Files.deleteIfExists(file);
      Path _ = Files.createLink(file, baseRoot.orElseThrow().resolve(name));
      return true;
    } catch (IOException | UnsupportedOperationException _) {
      return false; // another disk, or one without links: it comes from the server
    }
  }

  private void prepare(Path file) throws IOException {
    Path shelf = file.resolveSibling("");
    if (touched.add(shelf)) {
      try {
        createPrivate(shelf);
      } catch (IOException e) {
        throw LocalFile.refused(shelf, e);
      }
    }
  }

  @Override
  public void fetch(Item blob, Digest digest, RunningServer from, Counted counted)
      throws IOException {
    Path file = root.resolve(Shelf.blob(digest));
    Path part = file.resolveSibling(file.getFileName() + Shelf.UNFINISHED);
    prepare(file);
    try (LocalFile out = LocalFile.append(part)) {
      new BlobCopy(from, counted).into(out, 0, digest, blob.created());
      out.sync();
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public long finish(Summary summary, Set<String> wanted) throws IOException {
    for (Path shelf : touched) {
      LocalFile.syncDirectory(shelf);
    }
    LocalFile.syncDirectory(root);
    try (Sink sink = file(Summary.FILE)) {
      sink.out().write(summary.bytes());
      sink.keep();
    }
    LocalFile.syncDirectory(root);
    return drop(root, wanted);
  }

  /** Removes what no backup needs any more; what cannot be removed stays until the next one. */
  private long drop(Path directory, Set<String> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> children = Files.list(directory)) {
      children.forEach(found::add);
    }
    long blobs = 0;
    for (Path child : found) {
      String name = root.relativize(child).toString();
      if (name.matches("blobs(/sha(256|512)(/[0-9a-f]{2})?)?")) {
        blobs += drop(child, wanted);
      } else if (isPart(name) && !wanted.contains(name)) {
        Files.deleteIfExists(child);
        blobs += Shelf.blob(name).isPresent() ? 1 : 0;
      }
    }
    return blobs;
  }

  private static boolean isPart(String name) {
    return Shelf.KNOWN.matcher(name).matches()
        && !name.endsWith("lost+found")
        && !name.equals(Shelf.MARK);
  }

  @Override
  public void close() throws IOException {
    mark.close();
  }
}
