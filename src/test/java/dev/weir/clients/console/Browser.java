package dev.weir.clients.console;

import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a screen, as somebody reads the console with it. */
final class Browser implements AutoCloseable {
  static final int WIDE = 1280;
  static final int NARROW = 320;

  private static final Path PICTURES = Path.of("target", "console");
  private static final String NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED";
  private static final String BROKEN_OFF = "htmx:sse:error: network error";
  private static final int HEIGHT = 900;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ServerProcess server;
  private final ChromeDriver driver;

  private Browser(ServerProcess server, ChromeDriver driver) {
    this.server = server;
    this.driver = driver;
  }

  /** A browser with nothing in it; the test is skipped where Chromium is missing. */
  static Browser open(ServerProcess server) {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    RealClient _ = RealClient.required(Map.of(), "chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.setAcceptInsecureCerts(true);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--window-size=" + WIDE + "," + HEIGHT);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .usingAnyFreePort()
            .build();
    return new Browser(server, new ChromeDriver(service, options));
  }

  WebDriver driver() {
    return driver;
  }

  /** Nothing of a page runs any more. */
  Browser withoutScripts() {
    Map<String, Object> _ =
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    return this;
  }

  /** As the reader's system is set. */
  Browser dark(boolean dark) {
    Map<String, Object> _ =
        driver.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    return this;
  }

  /** As the reader's system is set, by feature. */
  Browser media(Map<String, String> features) {
    Map<String, Object> _ =
        driver.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                features.entrySet().stream()
                    .map(e -> Map.of("name", e.getKey(), "value", e.getValue()))
                    .toList()));
    return this;
  }

  /** What a script of the page says; null of nothing. */
  @Nullable Object script(String text) {
    return driver.executeScript(text);
  }

  /** Runs in each page before anything of its own does. */
  void beforeEachPage(String script) {
    Map<String, Object> _ =
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Without a connection, or with one again. */
  Browser offline(boolean offline) {
    Map<String, Object> _ = driver.executeCdpCommand("Network.enable", Map.of());
    Map<String, Object> _ =
        driver.executeCdpCommand(
            "Network.emulateNetworkConditions",
            Map.of(
                "offline", offline,
                "latency", 0,
                "downloadThroughput", -1,
                "uploadThroughput", -1));
    return this;
  }

  /** Has requests to such addresses fail, instead of those before; with none, no request. */
  Browser block(String... addresses) {
    Map<String, Object> _ = driver.executeCdpCommand("Network.enable", Map.of());
    Map<String, Object> _ =
        driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
    return this;
  }

  Browser width(int width) {
    Map<String, Object> _ =
        driver.executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  /** Goes to a page of the server. */
  Browser go(String path) {
    driver.get(server.api() + path);
    return this;
  }

  /** Logs in where the page asks for it. */
  Browser login(String user, String password) {
    fill("username", user);
    fill("password", password);
    press("Log in");
    Boolean _ = await(page -> !path().startsWith("/oauth/"));
    return this;
  }

  Browser fill(String field, String text) {
    WebElement input = await(ExpectedConditions.presenceOfElementLocated(By.name(field)));
    input.clear();
    input.sendKeys(text);
    return this;
  }

  /** Presses the button with that text. */
  Browser press(String button) {
    By there = By.xpath("//button[normalize-space()='" + button + "']");
    leave(() -> await(ExpectedConditions.elementToBeClickable(there)).click());
    return this;
  }

  /** Waits for the page that comes of a click, if one comes: a form may ask for more. */
  private void leave(Runnable click) {
    WebElement page = driver.findElement(By.tagName("html"));
    click.run();
    try {
      Boolean _ =
          new WebDriverWait(driver, Duration.ofSeconds(10))
              .ignoring(WebDriverException.class)
              .until(ExpectedConditions.stalenessOf(page));
    } catch (TimeoutException _) {
      // still there
    }
  }

  Browser follow(String link) {
    leave(() -> driver.findElement(By.linkText(link)).click());
    return this;
  }

  String heading() {
    return read(() -> driver.findElement(By.tagName("h1")).getText());
  }

  /** What can be read on the page. */
  String text() {
    return read(() -> driver.findElement(By.tagName("body")).getText());
  }

  /** Again where the page was another one while it was read. */
  private static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (WebDriverException _) {
      return reading.get();
    }
  }

  /** What the rows of the page's tables say. */
  List<String> rows() {
    return read(
        () ->
            driver.findElements(By.cssSelector("tbody tr")).stream()
                .map(WebElement::getText)
                .toList());
  }

  /** Path and query of the page. */
  String path() {
    return driver.getCurrentUrl().replace(server.api(), "");
  }

  <T> T await(ExpectedCondition<T> condition) {
    // Chromium names what belongs to a page that went in several ways
    return new WebDriverWait(driver, PATIENCE).ignoring(WebDriverException.class).until(condition);
  }

  /**
   * What the browser complains about of the pages since it was asked last, a line each; not that
   * the machine's network changed, as it does where other tests start containers.
   */
  List<String> complaints() {
    List<String> all = allComplaints();
    boolean changed = all.stream().anyMatch(line -> line.contains(NETWORK_CHANGED));
    return all.stream()
        .filter(line -> !changed || !(line.contains(NETWORK_CHANGED) || line.contains(BROKEN_OFF)))
        .toList();
  }

  private List<String> allComplaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getMessage())
        .toList();
  }

  /** Waits until the browser complains of that. */
  void awaitComplaint(String part) {
    Boolean _ = await(_ -> allComplaints().stream().anyMatch(line -> line.contains(part)));
  }

  /** Waits until the page says that. */
  Browser awaitText(String text) {
    try {
      Boolean _ = await(page -> text().contains(text));
    } catch (TimeoutException e) {
      throw new AssertionError(
          "the page does not say \"%s\": %s %s %s"
              .formatted(text, text(), allComplaints(), requests()),
          e);
    }
    return this;
  }

  /** What the page asked for: when, for how long, what came. */
  private String requests() {
    return String.valueOf(
        driver.executeScript(
            """
            return document.visibilityState + ' at ' + Math.round(performance.now()) + ' ms: '
              + performance.getEntriesByType('resource').filter(e => !e.name.includes('/assets/'))
                  .map(e => [e.name, e.responseStatus, Math.round(e.startTime), Math.round(e.duration)].join(' '))
                  .join(', ');
            """));
  }

  /** What axe-core finds against WCAG 2.2 AA, a line each. */
  List<String> violations() throws IOException {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      Object _ = driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
              .then(r => done(r.violations.map(v => v.id + ': ' + v.help + ': '
                 + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))));
            """);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  /** What is wider than the window, which a reader would have to scroll for. */
  long overflow() {
    Object wider =
        driver.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    return ((Number) wider).longValue();
  }

  /** A picture of the whole page in {@code target/console}. */
  void picture(String name) throws IOException {
    Object height =
        driver.executeScript("return Math.max(600, document.documentElement.scrollHeight)");
    Object width = driver.executeScript("return window.innerWidth");
    Map<String, Object> _ =
        driver.executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    Files.createDirectories(PICTURES);
    Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    width(((Number) width).intValue());
  }

  @Override
  public void close() {
    driver.quit();
  }
}
