package dev.weir.store.sqlite;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * Keeps SQLite's library for this machine in a file beside the store. Left alone, the driver copies
 * it to the system's temporary directory at each start, compares the copy, and leaves it there when
 * the process is ended by a signal.
 */
final class NativeLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";

  /** What the driver says if its version was lost in packing; then an old file would never go. */
  private static final String UNKNOWN = "unknown";

  private NativeLibrary() {}

  /**
   * Lets the driver load the library from a directory; puts it there if it is missing. Whoever
   * named one by the driver's own properties is obeyed. If it cannot be written, or not be loaded
   * from there, the driver does as ever.
   */
  static void keepIn(Path directory) {
    String version = SQLiteJDBCLoader.getVersion();
    if (System.getProperty(PATH) != null || version.equals(UNKNOWN)) {
      return;
    }
    String machine = OSInfo.getNativeLibFolderPathForCurrentOS().replace('/', '-');
    String name = LibraryLoaderUtil.getNativeLibName();
    Path file = directory.resolve("sqlite-" + version + "-" + machine + "-" + name);
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try {
      if (!isCopy(file, resource)) {
        unpack(resource, file);
      }
      if (!isLoaded(file)) {
        Files.delete(file);
        return;
      }
      System.setProperty(PATH, directory.toAbsolutePath().toString());
      System.setProperty(NAME, file.getFileName().toString());
    } catch (IOException e) {
      LOG.debug("SQLite's library is not kept in {}", directory, e);
    }
  }

  /** What a disk or somebody changed in it would run in this process. */
  private static boolean isCopy(Path file, String resource) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (InputStream ours = Files.newInputStream(file);
        InputStream theirs = open(resource)) {
      boolean same = Arrays.equals(sum(ours), sum(theirs));
      if (!same) {
        LOG.warn("{} is damaged and is unpacked again", file);
      }
      return same;
    }
  }

  private static byte[] sum(InputStream in) throws IOException {
    MessageDigest sum = Digest.newMessageDigest("sha256");
    byte[] buffer = new byte[64 * 1024];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      sum.update(buffer, 0, read);
    }
    return sum.digest();
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("the driver has no " + resource);
    }
    return in;
  }

  /** The driver does not look elsewhere if the library that it is told of cannot be loaded. */
  @SuppressWarnings("restricted") // as the driver does it; the launcher and the manifest allow it
  private static boolean isLoaded(Path file) {
    try {
      System.load(file.toAbsolutePath().toString());
      return true;
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("SQLite's library cannot be loaded from {}", file, e);
      return false;
    }
  }

  private static void unpack(String resource, Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Path temporary = Files.createTempFile(file.resolveSibling(""), ".sqlite", ".new");
    try (InputStream in = open(resource)) {
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true); // half a library may crash the process that loads it
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
