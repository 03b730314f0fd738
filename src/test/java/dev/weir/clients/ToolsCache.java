package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that CI builds from published Go modules, in a folder outside the project. */
final class ToolsCache {
  private ToolsCache() {}

  private static Path folder() {
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    return cache.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "weir-ci")
        : Path.of(cache, "weir-ci");
  }

  /**
   * The last program of a name, by its version; empty if it was never built here.
   *
   * @param name a regular expression for all of the file's name
   */
  static Optional<Path> newest(String name) throws IOException {
    if (!Files.isDirectory(folder())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .filter(Files::isExecutable)
          .max(Path::compareTo);
    }
  }
}
