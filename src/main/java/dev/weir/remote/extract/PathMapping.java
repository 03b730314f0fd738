package dev.weir.remote.extract;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * Which files of an image go to which directory (cli.md 6): the content of a directory, where the
 * source ends with a slash; else one file, or those of one directory that a pattern matches.
 *
 * @param directory of the image that it begins from
 * @param name file or pattern in it; empty for all of it
 * @param target directory on disk
 */
public record PathMapping(String directory, String name, Path target) {
  /**
   * Reads a source.
   *
   * @throws IllegalArgumentException as users are told it
   */
  public static PathMapping of(String source, Path target) {
    try {
      boolean content = source.isEmpty() || source.endsWith("/");
      String path = ImagePath.of(source);
      String directory = content ? path : ImagePath.parent(path);
      String name = content ? "" : ImagePath.last(path);
      PathMapping mapping = new PathMapping(directory, name, target);
      if (mapping.isPattern()) {
        mapping.matcher();
      }
      return mapping;
    } catch (TarException | PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "\"" + source + "\" is no path or pattern: " + e.getMessage(), e);
    }
  }

  private boolean isPattern() {
    return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  private PathMatcher matcher() {
    // braces are no part of the shell's patterns of names
    return FileSystems.getDefault()
        .getPathMatcher("glob:" + name.replace("{", "\\{").replace("}", "\\}"));
  }

  /**
   * Where something goes.
   *
   * @return its path below the target, empty text for the target itself; nothing if it does not go
   *     there
   */
  Optional<String> map(String path, boolean isDirectory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    if (path.equals(directory)) {
      return name.isEmpty() && isDirectory ? Optional.of("") : Optional.empty();
    }
    if (!path.startsWith(prefix)) {
      return Optional.empty();
    }
    String rest = path.substring(prefix.length());
    if (name.isEmpty()) {
      return Optional.of(rest);
    }
    if (!isPattern()) {
      return rest.equals(name) && !isDirectory ? Optional.of(rest) : Optional.empty();
    }
    int slash = rest.indexOf('/');
    String first = slash < 0 ? rest : rest.substring(0, slash);
    return matcher().matches(Path.of(first)) ? Optional.of(rest) : Optional.empty();
  }

  /** As users wrote it. */
  String source() {
    return "/" + (directory.isEmpty() ? "" : directory + "/") + name;
  }
}
