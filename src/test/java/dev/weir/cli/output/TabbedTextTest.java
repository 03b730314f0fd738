package dev.weir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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

  @Test
  void keepsTheWidthsOfWhatWasPrintedBefore() {
    List<Integer> widths = new ArrayList<>();
    assertThat(TabbedText.GET.align("NAME\tIMAGE REPOSITORY\tTAGS\nweb\ta\tv1\n", widths))
        .isEqualTo("NAME   IMAGE REPOSITORY   TAGS\nweb    a                  v1\n");
    assertThat(TabbedText.GET.align("web\tb\tv2\n", widths))
        .isEqualTo("web    b                  v2\n");
    assertThat(TabbedText.GET.align("longer-name\tb\tv2\n", widths))
        .isEqualTo("longer-name   b                  v2\n");
  }
}
