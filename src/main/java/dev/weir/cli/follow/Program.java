package dev.weir.cli.follow;

import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The command: a program, and its arguments.
 *
 * @param line as it was typed
 */
record Program(List<String> line) {
  /** As a shell ends that finds no such command. */
  static final int NOT_FOUND = 127;

  /** As a shell ends that may not run it. */
  static final int NOT_RUNNABLE = 126;

  Program {
    line = List.copyOf(line);
  }

  /** What it is called; all that is told of it. */
  String name() {
    return line.getFirst();
  }

  List<String> arguments() {
    return line.subList(1, line.size());
  }

  /** The file, as a shell would find it; empty if there is none that may be run. */
  Optional<Path> find(CliContext context) {
    return isPath()
        ? Optional.of(path(context)).filter(file -> why(context) == 0)
        : Programs.find(context, name());
  }

  /** Why it is not found: {@link #NOT_FOUND}, {@link #NOT_RUNNABLE}; 0 if it is. */
  int why(CliContext context) {
    if (!isPath()) {
      return Programs.find(context, name()).isPresent() ? 0 : NOT_FOUND;
    }
    Path file = path(context);
    if (!Files.exists(file)) {
      return NOT_FOUND;
    }
    return Files.isRegularFile(file) && Files.isExecutable(file) ? 0 : NOT_RUNNABLE;
  }

  private boolean isPath() {
    return name().contains("/");
  }

  private Path path(CliContext context) {
    return context.directory().resolve(name());
  }
}
