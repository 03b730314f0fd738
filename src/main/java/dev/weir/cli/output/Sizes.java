package dev.weir.cli.output;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Sizes with four digits and decimal units (cli.md appendix, "Sizes"). */
public final class Sizes {
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");

  private Sizes() {}

  /** Such as {@code 83.89MB}. */
  public static String decimal(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString()
        + UNITS.get(unit);
  }
}
