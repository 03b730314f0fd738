package dev.weir.cli.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.call.CliException;
import dev.weir.cli.output.JsonPath;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The order of {@code --sort-by}. */
class SortingTest {
  private static JsonNode object(String value) {
    return Json.parseObject(
        (value.isEmpty() ? "{}" : "{\"v\":" + value.replace('\'', '"') + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10,9,100      | 9,10,100",
        "1.5,1,-2      | -2,1,1.5",
        "'b','a','B'   | 'B','a','b'",
        "'10','9'      | '10','9'",
        "'a',,'0'      | ,'0','a'",
      })
  void putsNumbersByValueAndTheRestByText(String given, String sorted) {
    JsonPath path = Sorting.path(".v");
    Comparator<String> order =
        Comparator.comparing(value -> Sorting.key(path, object(value)), Sorting.ORDER);
    assertThat(Arrays.stream(given.split(",", -1)).sorted(order))
        .containsExactly(sorted.split(",", -1));
  }

  @Test
  void saysWhatOfThePathCannotBeRead() {
    assertThatThrownBy(() -> Sorting.path("{.a["))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("--sort-by cannot be read: ");
  }
}
