package dev.weir.streams.encoded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagItemsTest {
  private static String append(String stream, Map<String, String> older) {
    byte[] bytes = (stream + "\n").getBytes(StandardCharsets.UTF_8);
    return new String(TagItems.append(bytes, bytes.length - 1, older), StandardCharsets.UTF_8);
  }

  @Test
  void eachTagGetsItsOwnAndNothingElseChanges() {
    String stream =
        """
        {"metadata":{"annotations":{"a":"é \\"status\\":{\\"tags\\":[","tags":"]}"}},"spec":{"tags":[{"tag":"a","items":[]}]},\
        "status":{"x":[[1]],"tags":[{"tag":"a","items":[{"i":[1]}],"conditions":[]},\
        {"items":[],"tag":"b"},{"tag":"c","items":[{"i":3}]},{"tag":"d"}],"z":1}}\
        """;
    assertThat(append(stream, Map.of("a", "{\"i\":2},\"€\"", "b", "7", "d", "8", "e", "9")))
        .isEqualTo(
            stream
                .replace("[{\"i\":[1]}]", "[{\"i\":[1]},{\"i\":2},\"€\"]")
                .replace("{\"items\":[],\"tag\":\"b\"}", "{\"items\":[7],\"tag\":\"b\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"{}", "{\"status\":{}}", "{\"status\":{\"tags\":[]}}"})
  void aStreamWithoutTagsStaysAsItIs(String stream) {
    assertThat(append(stream, Map.of("a", "1"))).isEqualTo(stream);
  }
}
