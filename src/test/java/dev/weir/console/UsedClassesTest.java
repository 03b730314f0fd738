package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsedClassesTest {
  private final UsedClasses used = new UsedClasses(Set.of("pf-v6-c-label", "pf-m-red"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "html",
        ".pf-v6-c-label",
        ".pf-v6-c-label.pf-m-red:hover::before",
        ":where(.pf-v6-c-card, .pf-v6-c-label) > a",
        ".pf-v6-c-label:not(.pf-m-blue)",
        ".pf-v6-c-label:is(:not(.pf-m-blue, .pf-m-red), .pf-m-green)",
        "[class*=pf-v6-c-card]"
      })
  void whatCanFindSomethingIsKept(String selector) {
    assertThat(used.canFind(selector)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".pf-v6-c-card",
        ".pf-v6-c-label__text",
        ".pf-v6-c-label.pf-m-blue",
        ".pf-v6-c-label:where(.pf-m-blue, .pf-m-red.pf-m-blue)",
        ".pf-v6-c-card:not(.pf-m-red) .pf-v6-c-label"
      })
  void whatAsksForAClassThatNoPageHasIsNot(String selector) {
    assertThat(used.canFind(selector)).isFalse();
  }

  @Test
  void aListIsPartedAtItsOwnCommas() {
    assertThat(UsedClasses.parts("a, :is(b, :not(c, d)),e"))
        .containsExactly("a", ":is(b, :not(c, d))", "e");
  }
}
