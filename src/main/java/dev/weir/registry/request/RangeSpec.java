package dev.weir.registry.request;

import dev.weir.registry.request.ByteRanges.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of a set, before the size is known (RFC 9110, 14.1.2). Numbers may have any length;
 * beyond what a blob can have they are all the same.
 *
 * @param first first byte; none in {@code -500}, which asks for the last 500
 * @param last last byte, or how many of the last ones; none in {@code 500-}
 */
record RangeSpec(OptionalLong first, OptionalLong last) {
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]*)-([0-9]*)");
  private static final Pattern ZEROS = Pattern.compile("^0+(?=[0-9])");

  /** Digits that a long has room for in any case. */
  private static final int DIGITS = 18;

  /** A list; none if it does not follow the grammar, has no element, or more than so many. */
  static Optional<List<RangeSpec>> list(String text, int most) {
    List<RangeSpec> found = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int comma = text.indexOf(',', from);
      int to = comma < 0 ? text.length() : comma;
      String element = element(text, from, to);
      if (!element.isEmpty()) { // lists may have empty elements (RFC 9110, 5.6.1.2)
        Optional<RangeSpec> read = read(element);
        if (read.isEmpty() || found.size() == most) {
          return Optional.empty();
        }
        found.add(read.get());
      }
      from = to + 1;
    }
    return Optional.of(found).filter(specs -> !specs.isEmpty());
  }

  /** Without the white space around commas; there is none before the first element. */
  private static String element(String text, int from, int to) {
    int begin = from;
    int end = to;
    while (end > begin && isSpace(text.charAt(end - 1))) {
      end--;
    }
    while (from > 0 && begin < end && isSpace(text.charAt(begin))) {
      begin++;
    }
    return text.substring(begin, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static Optional<RangeSpec> read(String text) {
    Matcher match = GRAMMAR.matcher(text);
    return match.matches() && text.length() > 1
        ? Optional.of(new RangeSpec(number(match.group(1)), number(match.group(2))))
        : Optional.empty();
  }

  private static OptionalLong number(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    String digits = ZEROS.matcher(text).replaceFirst("");
    return OptionalLong.of(digits.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(digits));
  }

  /** True if it ends before it begins, which nothing can be meant by. */
  boolean isReversed() {
    return first.isPresent() && last.isPresent() && last.getAsLong() < first.getAsLong();
  }

  /** What it is of so many bytes; none if nothing. */
  Optional<Part> part(long size) {
    long start = first.isPresent() ? first.getAsLong() : size - Math.min(size, last.orElseThrow());
    long end = first.isEmpty() || last.isEmpty() ? size : Math.min(size - 1, last.getAsLong()) + 1;
    return start < end ? Optional.of(new Part(start, end - start)) : Optional.empty();
  }
}
