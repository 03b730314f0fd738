package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.WeirCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WindowType;

/** People log in with their password, see what they may see, and log out. */
@Timeout(120)
class ConsoleLoginTest {
  @TempDir static Path work;
  private static ServerProcess server;
  private static WeirCalls admin;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    Path data = Files.createDirectories(work.resolve("data"));
    String _ =
        RealClient.required(Map.of(), "htpasswd")
            .run("-cbB", data.resolve("users.htpasswd").toString(), "ann", "secret");
    server = ServerProcess.start(data);
    admin = new WeirCalls(server.environment(work), work);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    browser = Browser.open(server);
  }

  @Test
  void aPageThatSomebodyWantsComesAfterTheirLogin() {
    browser.go("/console/projects?q=shop").login("ann", "secret");

    assertThat(browser.path()).isEqualTo("/console/projects?q=shop");
    assertThat(browser.heading()).isEqualTo("Projects");
    assertThat(browser.text()).contains("ann");
  }

  @Test
  void aProjectIsMadeAndShown() {
    browser.go("/console").login("ann", "secret").fill("name", "shop").press("Create project");

    assertThat(browser.path()).isEqualTo("/console/projects/shop");
    assertThat(admin.says("get", "project", "shop")).contains("Active");
  }

  @Test
  void whatHappensElsewhereShowsByItself() {
    browser.go("/console").login("ann", "secret").fill("name", "live").press("Create project");
    browser.awaitText("There is no image stream here yet");

    String _ = admin.says("create", "imagestream", "app", "-n", "live");

    browser.awaitText("app");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whoHasATokenAndNoPasswordLogsInWithThat() {
    browser.go("/console").follow("Log in with a token instead");
    browser.fill("token", "sha256~wrong").press("Log in");
    assertThat(browser.text()).contains("The token does not hold");

    String token = admin.says("whoami", "-t").strip();
    browser.fill("token", token).press("Log in");

    assertThat(browser.path()).isEqualTo("/console/projects");
    assertThat(browser.text()).contains("system:admin");
    browser.press("Log out");
    assertThat(browser.heading()).isEqualTo("Logged out");
    assertThat(admin.says("whoami").strip()).isEqualTo("system:admin");
    browser.go("/console");
    assertThat(browser.heading()).isEqualTo("Log in to Weir");
  }

  @Test
  void anOpenPageIsThatOfWhoLoggedInInAnotherTab() {
    browser.go("/console").login("ann", "secret").fill("name", "tabs").press("Create project");
    browser.awaitText("There is no image stream here yet");
    String tab = browser.driver().getWindowHandle();
    WebDriver _ = browser.driver().switchTo().newWindow(WindowType.TAB);
    browser.go("/console/token").fill("token", admin.says("whoami", "-t").strip()).press("Log in");
    browser.awaitText("system:admin");

    WebDriver _ = browser.driver().switchTo().window(tab);
    String _ = admin.says("create", "imagestream", "app", "-n", "tabs");

    browser.awaitText("system:admin").awaitText("app");
    assertThat(browser.path()).isEqualTo("/console/projects/tabs");
    browser.press("Log out").awaitText("Your session has ended");
  }

  @Test
  void allWorksWithoutScripts() {
    browser.withoutScripts().go("/console").login("ann", "secret");
    browser.fill("name", "plain").press("Create project").follow("Projects");

    assertThat(browser.text()).contains("plain");
  }

  @Test
  void whoLogsOutIsOutOnTheServerToo() {
    browser.go("/console").login("ann", "secret");
    browser.press("Log out");
    assertThat(browser.heading()).isEqualTo("Logged out");

    browser.driver().navigate().back();
    browser.go("/console");

    assertThat(browser.heading()).isEqualTo("Log in to Weir");
  }

  @Test
  void pagesCanBeUsedByEverybody() throws Exception {
    browser.go("/console").login("ann", "secret");
    Pages.canBeUsedByEverybody(browser, "projects");
  }
}
