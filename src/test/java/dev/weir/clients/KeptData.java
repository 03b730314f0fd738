package dev.weir.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Data directories that earlier builds wrote, kept as archives: {@code stopped} by an ordered end,
 * {@code killed} by a signal, with its write-ahead log. Beside {@code data/} lies the lasting token
 * of a service account.
 */
public final class KeptData {
  private KeptData() {}

  /** Unpacks {@code 0.2.0-stopped} and the like into a directory; returns the data's. */
  public static Path unpack(String name, Path directory) throws IOException {
    try (InputStream archive = KeptData.class.getResourceAsStream("/data/" + name + ".zip");
        ZipInputStream zip = new ZipInputStream(archive)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        Files.createDirectories(file.resolveSibling(""));
        Files.copy(zip, file);
      }
    }
    return directory.resolve("data");
  }
}
