package dev.weir.server.report;

import java.util.Locale;

/**
 * Something amiss.
 *
 * @param about which part of the report, such as {@code disks}
 * @param message what it is, in a sentence
 * @param next what to do about it
 */
public record Finding(Level level, String about, String message, String next) {
  /** How bad it is. */
  public enum Level {
    /** Nothing fails yet, or one thing that has an owner of its own. */
    WARNING,
    /** Something that everybody uses fails, or is about to. */
    CRITICAL;

    /** As it is written in a report. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding critical(String about, String message, String next) {
    return new Finding(Level.CRITICAL, about, message, next);
  }

  static Finding warning(String about, String message, String next) {
    return new Finding(Level.WARNING, about, message, next);
  }
}
