package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "0.5,500m",
    "1000m,1",
    "1500m,1500m",
    "1000,1k",
    "1024,1024",
    "1024Mi,1Gi",
    "1.5Gi,1536Mi",
    "100Ki,100Ki",
    "0.5Ki,512",
    "1e3,1e3",
    "12E2,1200",
    "1E,1E",
    "+5,5",
    "-5,-5",
    ".5,500m",
    "0.1n,1n",
    "20,20"
  })
  void isWrittenInItsCanonicalForm(String text, String canonical) {
    assertThat(Quantity.parse(text).orElseThrow()).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1x", "1 Gi", "Gi", "1gi", "1e", "1e999", "--1", "1.2.3"})
  void isNotReadFromWhatIsNone(String text) {
    assertThat(Quantity.parse(text)).isEmpty();
  }

  @Test
  void comparesAmountsHoweverTheyAreWritten() {
    Quantity binary = Quantity.parse("1Ki").orElseThrow();
    assertThat(binary.compareTo(Quantity.of(1024))).isZero();
    assertThat(binary).isGreaterThan(Quantity.parse("1k").orElseThrow());
    assertThat(binary.plus(Quantity.of(1024))).hasToString("2Ki");
    assertThat(binary.minus(Quantity.of(2048)).isNegative()).isTrue();
  }

  @Test
  void isReadFromNumbersToo() {
    assertThat(Quantity.parse(Json.parse("2")).orElseThrow()).hasToString("2");
    assertThat(Quantity.parse(Json.parse("0.25")).orElseThrow()).hasToString("250m");
    assertThat(Quantity.parse(Json.parse("true"))).isEmpty();
  }
}
