package dev.weir.prune;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Five fields of cron, as OpenShift's ImagePruner has them in {@code schedule}. */
public final class CronTimes implements PruneTimes {
  /** February 29 may be eight years away. */
  private static final int YEARS = 9;

  private static final int SUNDAY = 7;

  private static final Instant ANY_TIME = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * One of the five.
   *
   * @param names of its values, from the least on
   */
  private record Field(String word, int least, int most, List<String> names) {}

  private static final Field MINUTE = new Field("minute", 0, 59, List.of());
  private static final Field HOUR = new Field("hour", 0, 23, List.of());
  private static final Field DAY = new Field("day of month", 1, 31, List.of());
  private static final Field MONTH =
      new Field(
          "month",
          1,
          12,
          List.of(
              "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"));

  /** Sunday is 0 and 7. */
  private static final Field WEEKDAY =
      new Field("day of week", 0, SUNDAY, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  private static final int FIELDS = 5;

  private final String text;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean anyDay;
  private final boolean anyWeekday;

  private CronTimes(String text, List<String> parts) {
    this.text = text;
    this.minutes = read(MINUTE, parts.get(0));
    this.hours = read(HOUR, parts.get(1));
    this.days = read(DAY, parts.get(2));
    this.months = read(MONTH, parts.get(3));
    this.weekdays = read(WEEKDAY, parts.get(4));
    this.anyDay = isAny(parts.get(2));
    this.anyWeekday = isAny(parts.get(4));
    weekdays.set(0, weekdays.get(0) || weekdays.get(SUNDAY));
  }

  private static boolean isAny(String part) {
    return part.startsWith("*") || part.startsWith("?");
  }

  static CronTimes parse(String text) {
    List<String> parts = List.of(text.strip().split("\\s+"));
    if (parts.size() != FIELDS) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not five fields of cron: minute, hour, day of month, month, day of week");
    }
    CronTimes times = new CronTimes(text, parts);
    if (times.next(ANY_TIME).isEmpty()) {
      throw new IllegalArgumentException("\"" + text + "\" names a day that never comes");
    }
    return times;
  }

  private static BitSet read(Field field, String text) {
    BitSet found = new BitSet();
    for (String part : text.split(",", -1)) {
      List<String> step = List.of(part.split("/", -1));
      List<String> range = List.of(step.getFirst().split("-", -1));
      boolean any = step.getFirst().equals("*") || step.getFirst().equals("?");
      if (step.size() > 2 || range.size() > 2) {
        throw bad(field, text);
      }
      int from = any ? field.least : number(field, text, range.getFirst());
      int to =
          any || (range.size() == 1 && step.size() == 2)
              ? field.most
              : number(field, text, range.getLast());
      int by = step.size() == 1 ? 1 : positive(field, text, step.getLast());
      if (to < from) {
        throw bad(field, text);
      }
      for (int value = from; value <= to; value += by) {
        found.set(value);
      }
    }
    return found;
  }

  private static int number(Field field, String text, String part) {
    int named = field.names.indexOf(part.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return named + field.least;
    }
    int value = part.matches("\\d{1,2}") ? Integer.parseInt(part) : -1;
    if (value < field.least || value > field.most) {
      throw bad(field, text);
    }
    return value;
  }

  private static int positive(Field field, String text, String part) {
    int value = part.matches("\\d{1,2}") ? Integer.parseInt(part) : 0;
    if (value < 1) {
      throw bad(field, text);
    }
    return value;
  }

  private static IllegalArgumentException bad(Field field, String text) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no "
            + field.word
            + " of cron: numbers from "
            + field.least
            + " to "
            + field.most
            + ", ranges such as 1-5, steps such as */2, and commas between them");
  }

  @Override
  public Instant after(Instant now) {
    return next(now).orElseThrow();
  }

  private Optional<Instant> next(Instant now) {
    LocalDateTime at =
        LocalDateTime.ofInstant(now, ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    LocalDateTime end = at.plusYears(YEARS);
    while (at.isBefore(end)) {
      if (!months.get(at.getMonthValue())) {
        at = at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
      } else if (!hasDay(at)) {
        at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!hours.get(at.getHour())) {
        at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.get(at.getMinute())) {
        at = at.plusMinutes(1);
      } else {
        return Optional.of(at.toInstant(ZoneOffset.UTC));
      }
    }
    return Optional.empty();
  }

  /** Where both days are given, either will do. */
  private boolean hasDay(LocalDateTime at) {
    boolean day = days.get(at.getDayOfMonth());
    boolean weekday = weekdays.get(at.getDayOfWeek().getValue() % SUNDAY);
    return (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronTimes times && text.equals(times.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
