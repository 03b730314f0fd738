package dev.weir.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
}
