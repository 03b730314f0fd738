package dev.weir.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
  @Test
  void whatPeopleWriteStays() {
    String text = "nächste Zeile, 日本, \u200dمرحبا 👩\u200d🔧 %s \\ \"";
    assertThat(OneLine.of(text, '?')).isSameAs(text);
    assertThat(OneLine.words(text)).isSameAs(text);
  }

  /** Of ASCII, of the controls after it, ends of lines as Unicode has them, and directions. */
  @ParameterizedTest
  @ValueSource(
      ints = {0, 7, 9, 0xa, 0xd, 0x1b, 0x7f, 0x85, 0x9b, 0x2028, 0x2029, 0x202e, 0x2066, 0x200f})
  void whatActsIsMarked(int character) {
    String acts = Character.toString(character);
    assertThat(OneLine.of("a" + acts + acts + "31mb", '?')).isEqualTo("a??31mb");
    assertThat(OneLine.words(acts + "a" + acts + acts + "b")).isEqualTo(" a b");
  }
}
