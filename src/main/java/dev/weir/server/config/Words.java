package dev.weir.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads settings that are one of a few words. */
final class Words {
  private Words() {}

  /** What is or is not. */
  private enum Switch {
    ON,
    OFF
  }

  /** {@code on} or {@code off}. */
  static boolean isOn(String text) {
    return word(Switch.class, text) == Switch.ON;
  }

  /**
   * One of the constants, in lower case.
   *
   * @throws IllegalArgumentException naming them all if it is none
   */
  static <E extends Enum<E>> E word(Class<E> words, String text) {
    for (E word : words.getEnumConstants()) {
      if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
        return word;
      }
    }
    String all =
        Arrays.stream(words.getEnumConstants())
            .map(word -> word.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("\"" + text + "\" is none of " + all);
  }
}
