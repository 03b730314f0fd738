package dev.weir.platform.openshift.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EachByItselfTest {
  private final EachByItself each = new EachByItself();

  private static void fail(String why) {
    throw new IllegalStateException(why);
  }

  @Test
  void whatIsWrongWithOneStopsNoOtherAndIsToldInTheEnd() {
    List<String> taken = new ArrayList<>();
    each.run(() -> fail("first"));
    each.run(() -> taken.add("second"));
    each.run(() -> fail("third"));
    each.run(() -> taken.add("fourth"));

    assertThat(taken).containsExactly("second", "fourth");
    assertThatThrownBy(each::end)
        .hasMessage("first")
        .satisfies(
            told ->
                assertThat(told.getSuppressed()).extracting("message").containsExactly("third"));
  }

  @Test
  void whereNothingIsWrongNothingIsTold() {
    List<String> taken = new ArrayList<>();
    each.run(() -> taken.add("one"));
    each.end();

    assertThat(taken).containsExactly("one");
  }
}
