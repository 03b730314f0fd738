package dev.weir.server;

import java.util.List;

/** The configuration cannot be used; the message names every problem, one a line. */
final class ConfigException extends RuntimeException {
  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  List<String> problems() {
    return problems;
  }
}
