package dev.weir.resource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * An amount of a resource, such as {@code 100m}, {@code 1Gi} or {@code 1e3} (Kubernetes API,
 * "Quantity"). Equal if written equally; {@link #compareTo} compares the amounts.
 *
 * @param form how it is written
 */
public record Quantity(BigDecimal amount, Form form) implements Comparable<Quantity> {
  /** Suffixes that an amount is written with. */
  public enum Form {
    /** {@code m}, {@code k}, {@code M}, … */
    DECIMAL,
    /** {@code Ki}, {@code Mi}, … */
    BINARY,
    /** {@code e3}, {@code E6}, … */
    EXPONENT
  }

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Form.DECIMAL);

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "([+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40}))"
              + "(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,2}))?");
  private static final List<String> DECIMALS =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final List<String> BINARIES = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final int SMALLEST = -9;
  private static final BigInteger KIBI = BigInteger.valueOf(1024);

  /** What a text that is no quantity gets to hear. */
  public static final String RULE =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

  /** Reads a quantity; empty if the text is none. Finer than {@code 1n} is rounded up. */
  public static Optional<Quantity> parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    if (matcher.group(3) != null) {
      return Optional.of(
          of(number.scaleByPowerOfTen(Integer.parseInt(matcher.group(3))), Form.EXPONENT));
    }
    String suffix = matcher.group(2) == null ? "" : matcher.group(2);
    int binary = BINARIES.indexOf(suffix);
    if (binary > 0) {
      return Optional.of(of(number.multiply(new BigDecimal(KIBI.pow(binary))), Form.BINARY));
    }
    int power = SMALLEST + 3 * DECIMALS.indexOf(suffix);
    return Optional.of(of(number.scaleByPowerOfTen(power), Form.DECIMAL));
  }

  /** Reads a quantity from JSON: a string or a number. */
  public static Optional<Quantity> parse(JsonNode value) {
    if (value.isNumber()) {
      return parse(value.decimalValue().toPlainString());
    }
    return value.isString() ? parse(value.stringValue()) : Optional.empty();
  }

  /** A whole number. */
  public static Quantity of(long amount) {
    return new Quantity(BigDecimal.valueOf(amount), Form.DECIMAL);
  }

  private static Quantity of(BigDecimal amount, Form form) {
    BigDecimal rounded =
        amount.scale() > -SMALLEST ? amount.setScale(-SMALLEST, RoundingMode.UP) : amount;
    return new Quantity(rounded, form);
  }

  /** The sum, written as the first of the two that is not zero. */
  public Quantity plus(Quantity other) {
    return amount.signum() == 0 ? other : new Quantity(amount.add(other.amount), form);
  }

  /** The difference, written as the first of the two that is not zero. */
  public Quantity minus(Quantity other) {
    return new Quantity(amount.subtract(other.amount), amount.signum() == 0 ? other.form : form);
  }

  public boolean isNegative() {
    return amount.signum() < 0;
  }

  /** True without a fraction: pods can only be counted in whole. */
  public boolean isWhole() {
    return amount.signum() == 0 || amount.stripTrailingZeros().scale() <= 0;
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  /** The canonical text: no fraction, the largest suffix that fits. */
  @Override
  public String toString() {
    if (amount.signum() == 0) {
      return "0";
    }
    boolean small = amount.abs().compareTo(new BigDecimal(KIBI)) < 0;
    return switch (form) {
      case BINARY -> small || !isWhole() ? decimal(false) : binary();
      case DECIMAL -> decimal(false);
      case EXPONENT -> decimal(true);
    };
  }

  private String binary() {
    BigInteger number = amount.toBigIntegerExact();
    int power = 0;
    while (power < BINARIES.size() - 1 && number.mod(KIBI).signum() == 0) {
      number = number.divide(KIBI);
      power++;
    }
    return number + BINARIES.get(power);
  }

  private String decimal(boolean exponent) {
    int power = SMALLEST;
    BigInteger number = amount.scaleByPowerOfTen(-SMALLEST).toBigIntegerExact();
    BigInteger thousand = BigInteger.valueOf(1000);
    int largest = exponent ? Integer.MAX_VALUE - 3 : SMALLEST + 3 * (DECIMALS.size() - 1);
    while (power < largest && number.mod(thousand).signum() == 0) {
      number = number.divide(thousand);
      power += 3;
    }
    if (exponent) {
      return power == 0 ? number.toString() : number + "e" + power;
    }
    return number + DECIMALS.get((power - SMALLEST) / 3);
  }
}
