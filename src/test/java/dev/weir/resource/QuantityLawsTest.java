package dev.weir.resource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Quantity.Form;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds of every quantity, over random ones with each suffix, beside exact arithmetic. The
 * canonical form is that of the Kubernetes API: nothing is lost, there is no fraction, and the
 * suffix is the largest that leaves none.
 */
class QuantityLawsTest {
  private static final int MANY = 4000;

  /** What a suffix stands for, spelled out once more. */
  private static final Map<String, BigDecimal> SUFFIXES = new TreeMap<>();

  static {
    List<String> decimal = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    for (int i = 0; i < decimal.size(); i++) {
      SUFFIXES.put(decimal.get(i), BigDecimal.ONE.scaleByPowerOfTen(3 * i - 9));
    }
    List<String> binary = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    for (int i = 0; i < binary.size(); i++) {
      SUFFIXES.put(binary.get(i), new BigDecimal(BigInteger.ONE.shiftLeft(10 * (i + 1))));
    }
    for (int exponent = -12; exponent <= 24; exponent++) {
      SUFFIXES.put("e" + exponent, BigDecimal.ONE.scaleByPowerOfTen(exponent));
      SUFFIXES.put("E" + exponent, BigDecimal.ONE.scaleByPowerOfTen(exponent));
    }
  }

  private static final Pattern CANONICAL =
      Pattern.compile("(0|-?[1-9][0-9]*(?:[numkMGTPE]|[KMGTPE]i|e-?[1-9][0-9]?)?)");

  private final Random random = new Random(20);

  private record Drawn(String text, BigDecimal number, String suffix) {
    /** What the text says; finer than a billionth is rounded away from zero. */
    BigDecimal amount() {
      BigDecimal exact = number.multiply(requireNonNull(SUFFIXES.get(suffix)));
      return exact.scale() > 9 ? exact.setScale(9, RoundingMode.UP) : exact;
    }

    Quantity read() {
      return Quantity.parse(text).orElseThrow(() -> new AssertionError(text));
    }
  }

  /** Many of them are round, and many lie at the edge where the suffix changes. */
  private Drawn draw() {
    List<String> suffixes = new ArrayList<>(SUFFIXES.keySet());
    String suffix = suffixes.get(random.nextInt(suffixes.size()));
    BigDecimal number =
        switch (random.nextInt(5)) {
          case 0 -> BigDecimal.valueOf(random.nextInt(2000));
          case 1 -> BigDecimal.valueOf(random.nextInt(30) * 1000L);
          case 2 -> BigDecimal.valueOf((1L << random.nextInt(40)) + random.nextInt(3) - 1);
          case 3 -> BigDecimal.valueOf(random.nextLong(1_000_000_000_000L), random.nextInt(13));
          default -> BigDecimal.valueOf(random.nextInt(4096), 1 + random.nextInt(4));
        };
    String sign = List.of("", "", "", "+", "-").get(random.nextInt(5));
    String text = sign + number.toPlainString() + suffix;
    return new Drawn(text, sign.equals("-") ? number.negate() : number, suffix);
  }

  @Test
  void amountsAreWhatTheTextSays() {
    for (int i = 0; i < MANY; i++) {
      Drawn drawn = draw();
      assertThat(drawn.read().amount()).as(drawn.text()).isEqualByComparingTo(drawn.amount());
    }
  }

  @Test
  void canonicalTextLosesNothingAndStaysAsItIs() {
    for (int i = 0; i < MANY; i++) {
      Drawn drawn = draw();
      String canonical = drawn.read().toString();
      Quantity again = Quantity.parse(canonical).orElseThrow(() -> new AssertionError(canonical));
      assertThat(canonical).as(drawn.text()).matches(CANONICAL);
      assertThat(again).as(drawn.text()).isEqualByComparingTo(drawn.read()).hasToString(canonical);
    }
  }

  @Test
  void noLargerSuffixWouldLeaveAWholeNumber() {
    for (int i = 0; i < MANY; i++) {
      Drawn drawn = draw();
      String canonical = drawn.read().toString();
      String digits = canonical.replaceFirst("^-?([0-9]+).*$", "$1");
      String suffix = canonical.substring(canonical.indexOf(digits) + digits.length());
      BigInteger number = new BigInteger(digits);
      if (suffix.equals("E") || suffix.equals("Ei") || number.signum() == 0) {
        continue;
      }
      int step = suffix.endsWith("i") ? 1024 : 1000;
      assertThat(number.mod(BigInteger.valueOf(step)))
          .as("%s as %s", drawn.text(), canonical)
          .isNotZero();
    }
  }

  @Test
  void amountsBelowOneKibiAndFractionsAreWrittenInDecimals() {
    for (int i = 0; i < MANY; i++) {
      Drawn drawn = draw();
      String canonical = drawn.read().toString();
      if (!drawn.suffix().endsWith("i") || drawn.amount().signum() == 0) {
        continue;
      }
      boolean whole = drawn.amount().stripTrailingZeros().scale() <= 0;
      boolean small = drawn.amount().abs().compareTo(BigDecimal.valueOf(1024)) < 0;
      boolean odd =
          whole && drawn.amount().toBigIntegerExact().mod(BigInteger.valueOf(1024)).signum() != 0;
      assertThat(canonical.endsWith("i"))
          .as("%s as %s", drawn.text(), canonical)
          .isEqualTo(whole && !small && !odd);
    }
  }

  @Test
  void orderIsThatOfTheAmounts() {
    for (int i = 0; i < MANY; i++) {
      Drawn one = draw();
      Drawn other = draw();
      assertThat(Integer.signum(one.read().compareTo(other.read())))
          .as("%s and %s", one.text(), other.text())
          .isEqualTo(one.amount().compareTo(other.amount()))
          .isEqualTo(-Integer.signum(other.read().compareTo(one.read())));
    }
  }

  @Test
  void sumsAreExactInWhateverOrder() {
    for (int i = 0; i < MANY; i++) {
      Drawn a = draw();
      Drawn b = draw();
      Drawn c = draw();
      String what = a.text() + ", " + b.text() + ", " + c.text();
      BigDecimal sum = a.amount().add(b.amount()).add(c.amount());
      assertThat(a.read().plus(b.read()).plus(c.read()).amount())
          .as(what)
          .isEqualByComparingTo(sum);
      assertThat(c.read().plus(b.read().plus(a.read())).amount())
          .as(what)
          .isEqualByComparingTo(sum);
      assertThat(a.read().plus(b.read()).minus(b.read())).as(what).isEqualByComparingTo(a.read());
      assertThat(a.read().minus(a.read())).as(what).hasToString("0");
    }
  }

  /** Nothing has no suffix of its own. */
  @ParameterizedTest
  @CsvSource({
    "1Ki, 1024, 2Ki, 0",
    "1024, 1Ki, 2048, 0",
    "0, 1Ki, 1Ki, -1Ki",
    "0Ki, 1k, 1k, -1k",
    "0, 1e3, 1e3, -1e3",
    "1e3, 0, 1e3, 1e3"
  })
  void resultsAreWrittenAsTheFirstThatIsNotZero(
      String one, String other, String sum, String difference) {
    Quantity a = Quantity.parse(one).orElseThrow();
    Quantity b = Quantity.parse(other).orElseThrow();
    assertThat(a.plus(b)).hasToString(sum);
    assertThat(a.minus(b)).hasToString(difference);
  }

  @Test
  void eachFormIsReadFromItsSuffixes() {
    SUFFIXES.forEach(
        (suffix, _) -> {
          Form form = suffix.endsWith("i") ? Form.BINARY : Form.DECIMAL;
          if (suffix.matches("[eE]-?[0-9]+")) {
            form = Form.EXPONENT;
          }
          assertThat(Quantity.parse("3" + suffix).orElseThrow().form()).as(suffix).isEqualTo(form);
        });
  }
}
