package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** Pages are used by keyboard alone, with the colours of the system, and without motion. */
@Timeout(120)
class ConsoleKeyboardTest {
  private static final int MOST = 80;

  /** What has the focus, and how that shows; empty if the page is through. */
  private static final String FOCUS =
      """
      const e = document.activeElement;
      if (e === document.body) return '';
      const s = getComputedStyle(e), r = e.getBoundingClientRect();
      const seen = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
          && r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight
          && r.right > 0 && r.left < innerWidth;
      return (seen ? 'seen ' : 'UNSEEN ') + (e.id || e.textContent.trim() || e.tagName);
      """;

  private static final String REACHABLE =
      """
      return [...document.querySelectorAll('a[href], button, select, input:not([type=hidden])')]
          .filter(e => e.checkVisibility() && e.offsetParent !== null || e.className === 'skip').length;
      """;

  private static final String MOVING =
      """
      return [...document.querySelectorAll('*')].filter(e => {
        const s = getComputedStyle(e);
        return s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d) > 0)
            && s.transitionProperty !== 'none';
      }).map(e => e.tagName + '.' + e.className);
      """;

  @TempDir static Path work;
  private static Shop shop;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.start(work);
    List<String> _ = shop.project("keys");
  }

  @AfterAll
  static void stop() throws Exception {
    if (shop != null) {
      shop.close();
    }
  }

  @BeforeEach
  void open() {
    browser = Browser.open(shop.server());
    Browser _ = browser.go("/console/projects").login("ann", "secret");
  }

  private static final List<String> PAGES =
      List.of(
          "/console/projects",
          "/console/projects/keys",
          "/console/projects/keys/workloads",
          "/console/projects/keys/streams/app",
          "/console/projects/keys/streams/app/tags/main",
          "/console/projects/keys/streams/app/do/rollback?tag=main",
          "/console/catalog");

  private Object script(String script) {
    return ((JavascriptExecutor) browser.driver()).executeScript(script);
  }

  private void press(CharSequence key) {
    new Actions(browser.driver()).sendKeys(key).perform();
  }

  /** What the tab key leads to, one after the other. */
  private List<String> tabbed() {
    List<String> found = new ArrayList<>();
    while (found.size() < MOST) {
      press(Keys.TAB);
      String focus = String.valueOf(script(FOCUS));
      if (focus.isEmpty()) {
        break;
      }
      found.add(focus);
    }
    return found;
  }

  @Test
  void theTabKeyLeadsToAllThatCanBeDoneAndTheFocusIsSeen() {
    for (String page : PAGES) {
      for (int width : new int[] {Browser.WIDE, Browser.NARROW}) {
        browser.width(width).go(page);
        long reachable = ((Number) script(REACHABLE)).longValue();

        List<String> found = tabbed();

        assertThat(found).as("%s at %d", page, width).allMatch(focus -> focus.startsWith("seen "));
        assertThat((long) found.size())
            .as("%s at %d", page, width)
            .isGreaterThanOrEqualTo(reachable);
      }
    }
  }

  @Test
  void theFirstTabSkipsTheMenu() {
    browser.go("/console/projects/keys");
    press(Keys.TAB);
    press(Keys.ENTER);

    assertThat(script("return document.activeElement.id")).isEqualTo("page");
  }

  @Test
  void aProjectIsMadeByKeyboardAlone() {
    browser.go("/console/projects");
    for (int i = 0; i < MOST && !script(FOCUS).equals("seen name"); i++) {
      press(Keys.TAB);
    }
    press("typed");
    press(Keys.ENTER);

    browser.awaitText("There is no image stream here yet");
    assertThat(browser.path()).isEqualTo("/console/projects/typed");
  }

  @Test
  void theSystemsColoursAreHeeded() throws Exception {
    browser.media(Map.of("forced-colors", "active", "prefers-contrast", "more"));
    for (String page : PAGES) {
      browser.go(page);
      assertThat(browser.violations()).as(page).isEmpty();
      press(Keys.TAB);
      assertThat(String.valueOf(script(FOCUS))).as(page).startsWith("seen ");
    }
    browser.go("/console/projects/keys").picture("contrast");
  }

  @Test
  void nothingMovesForWhoWantsNoMotion() {
    browser.media(Map.of("prefers-reduced-motion", "reduce"));
    for (String page : PAGES) {
      browser.go(page);
      assertThat((List<?>) script(MOVING)).as(page).isEmpty();
    }
  }
}
