package dev.weir.platform.openshift.build.recipe;

import dev.weir.resource.FieldProblem;
import java.util.List;

/**
 * Where in its source a build looks. A builder has more on its machine than the source, so that no
 * path leads out of it. Pure.
 */
public final class SourcePaths {
  private SourcePaths() {}

  /** What is wrong with a directory; one that begins with a slash is meant from the source on. */
  public static List<FieldProblem> directory(String field, String path) {
    return leaves(path)
        ? List.of(
            FieldProblem.invalid(field, path, "must be a directory of the source, without .."))
        : List.of();
  }

  /** What is wrong with a file. */
  public static List<FieldProblem> file(String field, String path) {
    return path.startsWith("/") || leaves(path)
        ? List.of(
            FieldProblem.invalid(
                field,
                path,
                "must be a file in the directory that is built from, neither absolute nor with .."
                    + " at its beginning"))
        : List.of();
  }

  private static boolean leaves(String path) {
    int depth = 0;
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> depth--;
        default -> depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }
}
