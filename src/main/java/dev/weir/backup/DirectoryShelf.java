package dev.weir.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A backup in a directory. No link in it is followed. */
public final class DirectoryShelf implements Shelf {
  private static final int FEW = 3;

  private final Path root;

  public DirectoryShelf(Path root) {
    this.root = root;
  }

  @Override
  public String place() {
    return root.toString();
  }

  @Override
  public OptionalLong size(String name) throws IOException {
    try {
      BasicFileAttributes file = attributes(root.resolve(name));
      if (!file.isRegularFile()) {
        throw new BackupException(root.resolve(name) + " is no file, and a backup has one there");
      }
      return OptionalLong.of(file.size());
    } catch (NoSuchFileException _) {
      return OptionalLong.empty();
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public InputStream open(String name) throws IOException {
    if (size(name).isEmpty()) {
      throw new BackupException("the backup in " + root + " lacks the file " + name);
    }
    return new BufferedInputStream(
        Files.newInputStream(root.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public Set<String> strangers() throws IOException {
    Set<String> found = new TreeSet<>();
    look(root, found);
    return found;
  }

  private void look(Path directory, Set<String> found) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : (Iterable<Path>) children::iterator) {
        String name = root.relativize(child).toString().replace('\\', '/');
        if (found.size() == FEW || (KNOWN.matcher(name).matches() && isPlain(child))) {
          continue;
        }
        if (isShelf(name) && attributes(child).isDirectory()) {
          look(child, found);
        } else {
          found.add(name);
        }
      }
    }
  }

  private static boolean isPlain(Path child) throws IOException {
    return !attributes(child).isSymbolicLink();
  }

  private static boolean isShelf(String name) {
    return name.matches("blobs(/sha(256|512)(/[0-9a-f]{2})?)?");
  }
}
