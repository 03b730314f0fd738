package dev.weir.platform.apps;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of a cron job's schedule: five fields, or one of the words with an {@code @}. */
final class CronSchedule {
  private static final List<String> WORDS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final Pattern EVERY =
      Pattern.compile("@every ((?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+)");
  private static final Pattern RANGE =
      Pattern.compile("(\\*|\\?|\\w+)(?:-(\\w+))?(?:/([0-9]{1,4}))?");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /**
   * A field of the five.
   *
   * @param names words for the numbers from {@code min}
   */
  private record Field(String name, int min, int max, List<String> names) {
    Optional<String> problem(String text) {
      for (String part : text.split(",", -1)) {
        Matcher range = RANGE.matcher(part);
        if (!range.matches()) {
          return Optional.of("cannot read \"" + part + "\" as a " + name);
        }
        boolean all = range.group(1).equals("*") || range.group(1).equals("?");
        int from = all ? min : number(range.group(1));
        int to = range.group(2) == null ? from : number(range.group(2));
        if (from < min || to > max || to < 0 || from > max) {
          return Optional.of(
              "%s of \"%s\" must be between %d and %d".formatted(name, part, min, max));
        }
        if (from > to || (all && range.group(2) != null)) {
          return Optional.of("beginning of range is beyond its end: " + part);
        }
        if (range.group(3) != null && Integer.parseInt(range.group(3)) == 0) {
          return Optional.of("step of range should be a positive number: " + part);
        }
      }
      return Optional.empty();
    }

    private int number(String text) {
      int word = names.indexOf(text.toLowerCase(Locale.ROOT));
      if (word >= 0) {
        return word + min;
      }
      return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }
  }

  private static final List<Field> FIELDS =
      List.of(
          new Field("minute", 0, 59, List.of()),
          new Field("hour", 0, 23, List.of()),
          new Field("day of month", 1, 31, List.of()),
          new Field("month", 1, 12, MONTHS),
          new Field("day of week", 0, 6, DAYS));

  private CronSchedule() {}

  /** What is wrong with a schedule; empty if nothing. */
  static Optional<String> problem(String schedule) {
    if (schedule.contains("TZ=")) {
      return Optional.of("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
    }
    if (schedule.startsWith("@")) {
      boolean known = WORDS.contains(schedule) || EVERY.matcher(schedule).matches();
      return known ? Optional.empty() : Optional.of("unrecognized descriptor: " + schedule);
    }
    String[] parts = schedule.strip().split("\\s+");
    if (parts.length != FIELDS.size()) {
      return Optional.of(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(parts.length, String.join(" ", parts)));
    }
    for (int i = 0; i < parts.length; i++) {
      Optional<String> problem = FIELDS.get(i).problem(parts[i]);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }
}
