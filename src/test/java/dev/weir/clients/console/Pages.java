package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** What holds of every page. */
final class Pages {
  private Pages() {}

  /**
   * Light and dark, wide and narrow: nothing is wrong by WCAG 2.2 AA, nothing is wider than the
   * window. Leaves a picture of each.
   */
  static void canBeUsedByEverybody(Browser browser, String name) throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {Browser.WIDE, Browser.NARROW}) {
        browser.dark(dark).width(width);
        assertThat(browser.violations()).as("%s: dark=%s width=%d", name, dark, width).isEmpty();
        assertThat(browser.overflow()).as("%s: width=%d", name, width).isZero();
        browser.picture("%s-%s-%d".formatted(name, dark ? "dark" : "light", width));
      }
    }
    browser.dark(false).width(Browser.WIDE);
  }
}
