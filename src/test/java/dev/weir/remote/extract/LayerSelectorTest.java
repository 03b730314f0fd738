package dev.weir.remote.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSelectorTest {
  private static final List<Descriptor> LAYERS =
      Stream.of("aa", "ab", "cc")
          .map(begin -> new Digest("sha256", begin + "0".repeat(62)))
          .map(digest -> Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest, 1))
          .toList();

  private static List<Integer> select(String text) {
    return LayerSelector.parse(text).select(LAYERS);
  }

  @ParameterizedTest
  @CsvSource({
    "0,          0",
    "2,          2",
    "-1,         2",
    "-3,         0",
    "0:1,        0",
    "':',        0 1 2",
    "':2',       0 1",
    "'1:',       1 2",
    "'-2:',      1 2",
    "':-1',      0 1",
    "'-3:-1',    0 1",
    "'1:-1',     1",
    "'0:9',      0 1 2",
    "'-9:2',     0 1",
    "'5:9',      ''",
    "'~aa',      0",
    "'~sha256:c', 2"
  })
  void layersAreCountedFromTheOldest(String text, String positions) {
    assertThat(select(text))
        .extracting(String::valueOf)
        .isEqualTo(positions.isEmpty() ? List.of() : List.of(positions.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3     | tried to select layer 3, but image only has 3 layers",
        "-4    | tried to select layer -4, but image only has 3 layers",
        "~a    | multiple layers start with 'a', you must be more specific",
        "~     | multiple layers start with '', you must be more specific",
        "~d    | no layers start with 'd'",
        "2:1   | [from:to] to must be larger than from",
        "-1:-2 | [from:to] to must be larger than from",
        "0,1   | the layer selector [0,1] is not valid, must be [from:to], [index], or [~digest]",
        "a     | the layer selector [a] is not valid, must be [from:to], [index], or [~digest]",
        "''    | layer selectors must be of the form IMAGE[\\d:\\d]",
      })
  void whatSelectsNoneOfThemIsToldAsUsersKnowIt(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> select(text)).withMessage(message);
  }

  @Test
  void whatIsNotSaidIsAll() {
    assertThat(LayerSelector.ALL.select(LAYERS)).containsExactly(0, 1, 2);
  }
}
