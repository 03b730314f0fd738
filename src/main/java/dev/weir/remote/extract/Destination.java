package dev.weir.remote.extract;

import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A directory on disk that files are written to. Nothing is written through a link, whoever made
 * it, so nothing is written anywhere else. What has the name of a file is replaced; what is in its
 * way otherwise is an error.
 */
final class Destination {
  private static final int BUFFER = 256 * 1024;

  private final Path root;
  private final Modes modes;
  private final Held held;
  private final byte[] buffer = new byte[BUFFER];

  /** What directories get when nothing more is written into them; deepest last. */
  private final TreeMap<Path, TarEntry> directories = new TreeMap<>();

  private String checked = "";

  /**
   * @param directory that is there
   * @param held is told of what is kept until the end
   */
  Destination(Path directory, Modes modes, Held held) throws IOException {
    this.root = directory.toRealPath();
    this.modes = modes;
    this.held = held;
  }

  private Path path(String relative) throws IOException {
    try {
      return root.resolve(relative);
    } catch (InvalidPathException e) {
      throw new TarException(
          "the name \"%s\" cannot be written here: %s; a locale with UTF-8 may help, such as"
                  .formatted(relative, e.getReason())
              + " LC_ALL=C.UTF-8");
    }
  }

  /** Empty if nothing is there. */
  private static Optional<BasicFileAttributes> look(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Sees to it that all above is directories, and no links to some. */
  private void makeParents(String relative) throws IOException {
    String parent = ImagePath.parent(relative);
    if (!parent.isEmpty() && !parent.equals(checked)) {
      makeParents(parent);
      Path path = path(parent);
      Optional<BasicFileAttributes> there = look(path);
      if (there.isEmpty()) {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, Modes.permissions(0755));
      } else if (!there.get().isDirectory()) {
        throw new FileSystemException(
            path.toString(),
            null,
            "\"%s\" is not written: %s is %s"
                .formatted(
                    relative,
                    path,
                    there.get().isSymbolicLink() ? "a link" : "a file, and no directory"));
      }
      checked = parent;
    }
  }

  /** Makes room for a file of that name. */
  private Path room(String relative) throws IOException {
    makeParents(relative);
    Path path = path(relative);
    Optional<BasicFileAttributes> there = look(path);
    if (there.isPresent()) {
      if (there.get().isDirectory()) {
        throw new FileSystemException(
            path.toString(), null, "\"" + relative + "\" is not written: it is a directory here");
      }
      Files.delete(path);
    }
    return path;
  }

  /**
   * Makes a directory, unless it is there.
   *
   * @param known true if a newer layer says what it is like
   */
  void directory(String relative, TarEntry entry, boolean known) throws IOException {
    if (relative.isEmpty()) {
      return; // the user's own
    }
    makeParents(relative + "/x");
    if (!known && directories.put(path(relative), entry) == null) {
      held.add(relative);
      held.add(entry.name());
    }
  }

  /** Writes a file. */
  void file(String relative, TarEntry entry, TarReader content) throws IOException {
    Path path = room(relative);
    boolean written = false;
    try {
      write(path, entry, content);
      finish(path, entry);
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(path);
      }
    }
  }

  private void write(Path path, TarEntry entry, TarReader content) throws IOException {
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          write(out, bytes, entry);
        }
      }
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes, TarEntry entry) throws IOException {
    try {
      int _ = out.write(bytes);
    } catch (IOException e) {
      throw new FileSystemException(
          entry.name(),
          null,
          "\"%s\" cannot be written: %s".formatted(entry.name(), FileProblem.words(e)));
    }
  }

  /** Writes a file that was written elsewhere before. */
  void copy(String relative, TarEntry entry, Destination other, String there) throws IOException {
    Path path = room(relative);
    Files.copy(other.path(there), path, LinkOption.NOFOLLOW_LINKS);
    finish(path, entry);
  }

  /** Makes a link, which may lead anywhere: nobody here follows it. */
  void symbolicLink(String relative, TarEntry entry) throws IOException {
    try {
      Path path = room(relative);
      Files.createSymbolicLink(path, Path.of(entry.target()));
      own(path, entry);
    } catch (InvalidPathException e) {
      throw new TarException("the link \"" + relative + "\" leads nowhere: " + e.getReason());
    }
  }

  /** True of a file that was written here. */
  boolean isFile(String relative) throws IOException {
    makeParents(relative);
    return look(path(relative)).filter(BasicFileAttributes::isRegularFile).isPresent();
  }

  /** Gives a file a second name. */
  void link(String relative, String file) throws IOException {
    if (isFile(file)) {
      Path path = room(relative);
      makeParents(file);
      Files.createLink(path, path(file));
    }
  }

  private void finish(Path path, TarEntry entry) throws IOException {
    own(path, entry);
    int mode = modes.of(entry);
    if (modes == Modes.PRESERVED) {
      Files.setAttribute(path, "unix:mode", mode);
    } else {
      Files.setPosixFilePermissions(path, Modes.permissions(mode));
    }
    Files.setLastModifiedTime(path, FileTime.from(entry.modified()));
  }

  private void own(Path path, TarEntry entry) throws IOException {
    if (modes == Modes.PRESERVED) {
      own(path, "unix:uid", entry.owner());
      own(path, "unix:gid", entry.group());
    }
  }

  private static void own(Path path, String attribute, long id) throws IOException {
    Object there = Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
    if (!there.equals((int) id) || (int) id != id) {
      try {
        Files.setAttribute(path, attribute, Math.toIntExact(id), LinkOption.NOFOLLOW_LINKS);
      } catch (FileSystemException | ArithmeticException _) {
        throw new FileSystemException(
            path.toString(),
            null,
            "\"%s\" cannot be given to user or group %d: only root may do that; leave -p out"
                .formatted(path, id));
      }
    }
  }

  /** Gives directories their rights and times, when all is in them. */
  void finish() throws IOException {
    for (Map.Entry<Path, TarEntry> directory : directories.descendingMap().entrySet()) {
      finish(directory.getKey(), directory.getValue());
    }
  }
}
