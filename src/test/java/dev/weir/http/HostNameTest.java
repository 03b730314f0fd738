package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {
  @Test
  void spellingsOfOneHostAreEqual() {
    assertThat(new HostName("Weir.Test.")).isEqualTo(new HostName("weir.test"));
    assertThat(new HostName("[::1]")).isEqualTo(new HostName("0:0:0:0:0:0:0:1"));
    assertThat(new HostName("[::1]")).isNotEqualTo(new HostName("[::2]"));
  }

  @ParameterizedTest
  @CsvSource({
    "weir.test, weir.test, true",
    "weir.test, a.weir.test, false",
    "*.weir.test, a.weir.test, true",
    "*.weir.test, A.Weir.Test, true",
    "*.weir.test, a.b.weir.test, false",
    "*.weir.test, weir.test, false",
    "*.weir.test, aweir.test, false",
    "*.weir.test, .weir.test, false",
  })
  void anAsteriskStandsForOneLabel(String own, String called, boolean covered) {
    assertThat(new HostName(own).covers(new HostName(called))).isEqualTo(covered);
  }
}
