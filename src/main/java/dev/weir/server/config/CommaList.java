package dev.weir.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Several values with commas between. */
final class CommaList {
  private CommaList() {}

  /** Each, read; empty ones are none. */
  static <T> List<T> of(String text, Function<String, T> reader) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(reader)
        .toList();
  }
}
