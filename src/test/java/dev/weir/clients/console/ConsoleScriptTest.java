package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** What the console's own script adds: buttons that copy, and words of what has changed. */
@Timeout(120)
class ConsoleScriptTest {
  private static final String STREAM = "/console/projects/lines/streams/app";
  private static final String HOLD = STREAM + "/do/hold?tag=live";

  @TempDir static Path work;
  private static Shop shop;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.start(work);
    List<String> _ = shop.project("lines");
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

  private List<WebElement> buttons() {
    return browser.driver().findElements(By.cssSelector("button.copy")).stream()
        .filter(WebElement::isDisplayed)
        .toList();
  }

  private ChromeDriver chromium() {
    return (ChromeDriver) browser.driver();
  }

  private String copied() {
    Map<String, Object> _ =
        chromium()
            .executeCdpCommand(
                "Browser.grantPermissions", Map.of("permissions", List.of("clipboardReadWrite")));
    return String.valueOf(
        chromium()
            .executeAsyncScript(
                "navigator.clipboard.readText().then(arguments[arguments.length-1])"));
  }

  /** Before anything of the pages from now on runs. */
  private void first(String script) {
    Map<String, Object> _ =
        chromium()
            .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  private void awaitSaid(String words) {
    Boolean _ = browser.await(page -> page.findElement(By.id("said")).getText().equals(words));
  }

  @Test
  void aLineIsCopiedAsItStandsAndThatIsSaid() {
    browser.go(STREAM + "/tags/main");
    String line = browser.driver().findElement(By.cssSelector("pre.command")).getText();
    WebElement button = buttons().getFirst();
    assertThat(button.getAccessibleName()).isEqualTo("Copy " + line);

    new Actions(browser.driver()).sendKeys(button, Keys.ENTER).perform();

    awaitSaid("Copied");
    assertThat(button.getText()).startsWith("Copied");
    assertThat(browser.driver().findElement(By.id("said")).getAriaRole()).isEqualTo("status");
    assertThat(copied()).isEqualTo(line).startsWith("podman pull ").endsWith("/lines/app:main");
    awaitSaid("");
    Boolean _ = browser.await(_ -> !button.getText().startsWith("Copied"));
    assertThat(browser.driver().switchTo().activeElement()).isEqualTo(button);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void eachCommandHasItsButton() {
    for (String page :
        List.of(
            STREAM,
            HOLD,
            "/console/projects/lines/usage",
            "/console/projects/lines/workloads/deployments.apps/web")) {
      browser.go(page);
      browser
          .driver()
          .findElements(By.cssSelector("details.commands > summary"))
          .forEach(WebElement::click);
      int lines = browser.driver().findElements(By.cssSelector("main pre")).size();

      assertThat(buttons()).as(page).hasSize(lines).isNotEmpty();
    }
  }

  @Test
  void aPageThatWasMendedWhileItWasOpenStillCopies() throws Exception {
    browser.go(STREAM);
    browser.driver().findElement(By.cssSelector("details.commands > summary")).click();
    String digest = shop.push("lines", "app", "main", "while it was open");
    browser.awaitText(digest.substring(7, 19));

    buttons().get(1).click();

    awaitSaid("Copied");
    assertThat(copied()).startsWith("podman pull ");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whereNothingCanBeCopiedThereIsNoButton() {
    first("Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})");
    browser.go(HOLD).awaitText("The same as a command");
    assertThat(buttons()).isEmpty();
    assertThat(browser.complaints()).isEmpty();

    browser.withoutScripts().go(HOLD);
    assertThat(buttons()).isEmpty();
    assertThat(browser.text()).contains("The same as a command", "app:live");
  }

  @Test
  void aBrowserThatForbidsItIsNotSaidToHaveCopied() {
    first("Clipboard.prototype.writeText = () => Promise.reject(new Error('not now'))");
    browser.go(HOLD);
    buttons().getFirst().click();

    awaitSaid("Not copied: the browser does not let pages copy");
  }

  @Test
  void changesAreSaidAndTheTitleFollows() throws Exception {
    browser.go(STREAM);
    Object _ = browser.script("document.title = 'an old one'");
    String _ = shop.push("lines", "app", "main", "said " + System.nanoTime());

    awaitSaid("Changed just now");
    assertThat(browser.driver().getTitle()).isEqualTo("app – Weir");
    awaitSaid("");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void manyChangesAreFewWords() throws Exception {
    browser.go(STREAM);
    Object _ =
        browser.script(
            """
            window.heard = [];
            new MutationObserver(() => {
              const said = document.getElementById('said').textContent;
              if (said) { window.heard.push(performance.now()); }
            }).observe(document.getElementById('said'), {childList: true});
            """);
    String last = "";
    for (int i = 0; i < 6; i++) {
      last = shop.push("lines", "app", "main", "many " + i);
      browser.awaitText(last.substring(7, 19));
    }
    Boolean _ = browser.await(_ -> count() >= 2);

    assertThat(
            browser.script(
                "return window.heard.every((at, i) => i == 0 || at - window.heard[i - 1] > 4500)"))
        .isEqualTo(true);
  }

  private long count() {
    return browser.script("return window.heard.length") instanceof Number n ? n.longValue() : 0;
  }

  @Test
  void whatOnlyGrewOlderIsNotSaid() throws Exception {
    browser.go(STREAM);
    browser.awaitText("Repository");
    Object _ =
        browser.script(
            """
            document.querySelectorAll('main time').forEach(time => { time.textContent = '9y ago'; });
            window.swapped = 0;
            document.addEventListener('htmx:after:swap', () => window.swapped++);
            document.getElementById('live').dispatchEvent(new CustomEvent('changed'));
            """);
    Boolean _ = browser.await(_ -> Long.valueOf(1).equals(browser.script("return window.swapped")));
    assertThat(browser.text()).doesNotContain("9y ago");
    assertThat(browser.script("return document.getElementById('said').textContent")).isEqualTo("");
  }

  @Test
  void thePagesCanBeUsedByEverybody() throws Exception {
    browser.go(STREAM);
    browser.driver().findElement(By.cssSelector("details.commands > summary")).click();
    Pages.canBeUsedByEverybody(browser, "copy-stream");
    browser.go(HOLD);
    Pages.canBeUsedByEverybody(browser, "copy-form");
    browser.go(STREAM + "/tags/main");
    Pages.canBeUsedByEverybody(browser, "copy-tag");
  }
}
