package dev.weir.resource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ByteEditsTest {
  private final byte[] source = "abcdef".getBytes(US_ASCII);
  private final ByteEdits edits = new ByteEdits(source);

  private void replace(int from, int to, String text) {
    edits.replace(from, to, text.getBytes(US_ASCII));
  }

  private String outcome() {
    return new String(edits.bytes(), US_ASCII);
  }

  @Test
  void leavesWhatIsNotEditedAsItIs() {
    assertThat(edits.bytes()).isSameAs(source);
  }

  @Test
  void putsOtherBytesInTheirPlaces() {
    replace(0, 0, "<");
    replace(1, 3, "-");
    replace(3, 3, "+++");
    replace(4, 6, "");

    assertThat(outcome()).isEqualTo("<a-+++d");
    assertThat(source).asString(US_ASCII).isEqualTo("abcdef");
  }

  @Test
  void takesAnyNumberOfEdits() {
    for (int i = 0; i < 100; i++) {
      replace(6, 6, "x");
    }

    assertThat(outcome()).isEqualTo("abcdef" + "x".repeat(100));
  }

  @Test
  void refusesEditsOutOfOrder() {
    replace(2, 4, "");

    assertThatIllegalArgumentException().isThrownBy(() -> replace(3, 5, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> replace(5, 4, ""));
  }
}
