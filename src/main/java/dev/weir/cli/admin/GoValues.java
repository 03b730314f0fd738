package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of flags as {@code oc} reads them, refused in its words. */
record GoValues(Call call) {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
  private static final Pattern PART = Pattern.compile("([0-9]*\\.?[0-9]*)([^0-9.]*)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  boolean given(String flag) {
    return call.arguments().given(flag);
  }

  boolean bool(String flag, boolean usual) {
    String text = call.text(flag);
    if (!given(flag)) {
      return usual;
    }
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return TRUE.contains(text);
    }
    throw invalid(flag, text, "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
  }

  int count(String flag, int usual) {
    String text = call.text(flag);
    if (!given(flag)) {
      return usual;
    }
    try {
      long value = Long.parseLong(text);
      return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    } catch (NumberFormatException _) {
      String why = text.matches("[+-]?\\d+") ? "value out of range" : "invalid syntax";
      throw invalid(flag, text, "strconv.ParseInt: parsing \"" + text + "\": " + why);
    }
  }

  Duration duration(String flag, Duration usual) {
    String text = call.text(flag);
    if (!given(flag)) {
      return usual;
    }
    boolean negative = text.startsWith("-");
    String parts = text.replaceFirst("^[-+]", "");
    if (parts.equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(parts);
    int end = 0;
    while (end < parts.length() && part.find(end) && part.start() == end && part.end() > end) {
      nanos = nanos.add(nanos(flag, text, part.group(1), part.group(2)));
      end = part.end();
    }
    BigInteger whole = nanos.toBigInteger();
    if (parts.isEmpty() || end < parts.length() || whole.bitLength() > 63) {
      throw invalid(flag, text, "time: invalid duration \"" + text + "\"");
    }
    Duration found = Duration.ofNanos(whole.longValue());
    return negative ? found.negated() : found;
  }

  private static BigDecimal nanos(String flag, String text, String number, String unit) {
    if (!number.matches(".*\\d.*")) {
      throw invalid(flag, text, "time: invalid duration \"" + text + "\"");
    }
    if (unit.isEmpty()) {
      throw invalid(flag, text, "time: missing unit in duration \"" + text + "\"");
    }
    Long size = NANOS.get(unit);
    if (size == null) {
      throw invalid(flag, text, "time: unknown unit \"" + unit + "\" in duration \"" + text + "\"");
    }
    return new BigDecimal(number).multiply(BigDecimal.valueOf(size));
  }

  private static CliException invalid(String flag, String text, String why) {
    return CliException.flags(
        "invalid argument \"" + text + "\" for \"" + flag + "\" flag: " + why);
  }
}
