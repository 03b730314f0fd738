package dev.weir.clients;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that CI builds from published Go modules, in a folder outside the project. */
final class ToolsCache {
  private static final Pattern BETWEEN_NUMBERS_AND_WORDS =
      Pattern.compile("(?<=[0-9])(?=[^0-9])|(?<=[^0-9])(?=[0-9])");

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
          .max(Comparator.comparing(file -> file.getFileName().toString(), ToolsCache::compare));
    }
  }

  /** Numbers in names by their size: 1.10 comes after 1.9. */
  static int compare(String one, String other) {
    return Arrays.compare(parts(one), parts(other), ToolsCache::compareParts);
  }

  private static String[] parts(String name) {
    return BETWEEN_NUMBERS_AND_WORDS.split(name);
  }

  private static int compareParts(String one, String other) {
    return isNumber(one) && isNumber(other)
        ? new BigInteger(one).compareTo(new BigInteger(other))
        : one.compareTo(other);
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
