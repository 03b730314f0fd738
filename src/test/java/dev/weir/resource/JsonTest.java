package dev.weir.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"kind\":\"X\",\"metadata\":{\"name\":\"a\"},\"spec\": what stands behind ;"
            + " {\"name\":\"a\"}",
        "{\"spec\":{\"metadata\":{\"name\":\"b\"}},\"metadata\":{\"name\":\"a\"}} ;"
            + " {\"name\":\"a\"}",
        "{\"metadata\":[1]} ; {}",
        "{\"metadata\":null} ; {}",
        "{} ; {}"
      })
  void oneMemberIsReadAndNothingBehindIt(String object, String member) {
    assertThat(Json.text(Json.parseMember(object.getBytes(UTF_8), "metadata"))).isEqualTo(member);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"a\":[0,{\"b\":1e400}]} ; the number 1e400 at /a/1/b is too large",
        "-1e999999 ; the number -1e999999 at  is too large"
      })
  void aNumberThatNothingHoldsIsRefusedWhereItStands(String text, String message) {
    assertThatThrownBy(() -> Json.parse(text.getBytes(UTF_8))).hasMessageContaining(message);
    assertThatThrownBy(() -> Yaml.parse(text.getBytes(UTF_8))).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807",
    "-5, -5",
    "9223372036854775808, 0",
    "1e3, 0",
    "1.0, 0",
    "\"5\", 0",
    "null, 0",
    "[5], 0"
  })
  void onlyWholeNumbersOf64BitsAreWhole(String text, long number) {
    assertThat(Json.whole(Json.parse(text)).orElse(0)).isEqualTo(number);
  }
}
