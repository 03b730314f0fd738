package dev.weir.cli.image.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.call.CliException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PlatformPatternTest {
  @Test
  void anExpressionMatchesAnyPartOfAPlatform() {
    PlatformPattern linux = PlatformPattern.of("linux/(amd|arm)64");
    assertThat(linux.test("linux/amd64")).isTrue();
    assertThat(linux.test("linux/arm64/v8")).isTrue();
    assertThat(linux.test("windows/amd64")).isFalse();
    linux.check();
  }

  @Test
  void thisMachineIsMeantExactly() {
    PlatformPattern here = PlatformPattern.ofThisMachine();
    assertThat(here.test(PlatformPattern.thisMachine())).isTrue();
    assertThat(here.test(PlatformPattern.thisMachine() + "/v8")).isFalse();
    assertThat(PlatformPattern.thisMachine()).matches("(linux|darwin)/(amd64|arm64|[a-z0-9]+)");
  }

  @Test
  void whatIsNoExpressionIsRefused() {
    for (String text : new String[] {"(", "*", "[", "a{2,1}", "(".repeat(20_000)}) {
      assertThatThrownBy(() -> PlatformPattern.of(text))
          .isInstanceOf(CliException.class)
          .hasMessageStartingWith("--filter-by-os was not a valid regular expression: ");
    }
  }

  @Test
  void anExpressionThatTakesForEverEndsAndIsRefused() {
    PlatformPattern endless = PlatformPattern.of("(a+a+)+\\1b");
    assertThat(endless.test("a".repeat(150) + "/amd64")).isFalse();
    assertThatThrownBy(endless::check)
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--filter-by-os takes too long");
    PlatformPattern deep = PlatformPattern.of("(a|b)*c");
    assertThat(deep.test("ab".repeat(90))).isFalse();
  }

  @Test
  void noPlatformIsThatLong() {
    assertThat(PlatformPattern.of(".*").test("a".repeat(10_000))).isFalse();
  }
}
