package dev.weir.resource;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Sizes with four digits (cli.md appendix, "Sizes"). */
public final class Sizes {
  private static final List<String> DECIMAL = List.of("B", "kB", "MB", "GB", "TB", "PB");
  private static final List<String> BINARY = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

  /** As C and Go round: the value of a double is exact. */
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private Sizes() {}

  /** In decimal units, such as {@code 83.89MB}. */
  public static String decimal(long bytes) {
    return text((double) bytes, 1000, DECIMAL);
  }

  /** In binary units, such as {@code 195.6KiB}. */
  public static String binary(long bytes) {
    return text((double) bytes, 1024, BINARY);
  }

  /** Bytes per second, such as {@code 1.759MB/s}; 0 if it took no time. */
  public static String rate(long bytes, double seconds) {
    return text(seconds > 0 ? bytes / seconds : 0, 1000, DECIMAL) + "/s";
  }

  private static String text(double bytes, int base, List<String> units) {
    double value = bytes;
    int unit = 0;
    while (value >= base && unit < units.size() - 1) {
      value /= base;
      unit++;
    }
    return new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString()
        + units.get(unit);
  }
}
