package dev.weir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TabbedTextTest {
  @Test
  void alignsATableWithSpacesAndPadsNoLastCell() {
    assertThat(TabbedText.GET.align("NAME\tTAGS\tUPDATED\nruby-on-rails\t2.0\t\nb\t1\tnow\n"))
        .isEqualTo(
            "NAME            TAGS   UPDATED\n"
                + "ruby-on-rails   2.0    \n"
                + "b               1      now\n");
  }

  @Test
  void alignsADescriptionWithTabStopsOfEight() {
    assertThat(TabbedText.DESCRIBE.align("Name:\truby\nImage Repository:\tx\n"))
        .isEqualTo("Name:\t\t\truby\nImage Repository:\tx\n");
  }

  @Test
  void measuresOnlyConsecutiveLinesThatHaveTheColumn() {
    assertThat(new TabbedText(0, 1, false).align("a\tb\nlonger line\nccccc\td\n"))
        .isEqualTo("a b\nlonger line\nccccc d\n");
  }
}
