package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.TestPushes;
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
import org.openqa.selenium.By;

/** A page that stays open shows one change after another, until its reader's rights end. */
@Timeout(120)
class ConsoleOpenPageTest {
  private static final String UNANSWERED = "htmx:error: Failed to fetch";

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
    for (String project : new String[] {"shop", "lent", "left"}) {
      project(project);
    }
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

  private static void project(String name) throws Exception {
    String _ = admin.says("new-project", name);
    String _ = admin.says("adm", "policy", "add-role-to-user", "view", "ann", "-n", name);
    push(name, "v1");
  }

  private static void push(String project, String tag) throws Exception {
    try (ApiCaller caller = ApiCaller.of(server)) {
      var _ =
          new TestPushes(caller)
              .image(caller.administrator(), project + "/app", tag, tag + " of " + project);
    }
  }

  private static void endRights(String project) {
    String _ = admin.says("adm", "policy", "remove-role-from-user", "view", "ann", "-n", project);
  }

  /** Something that is there as long as the page is not loaded anew. */
  private void mark() {
    Object _ = browser.script("window.mark = 'same page'");
  }

  private boolean isMarked() {
    return "same page".equals(browser.script("return window.mark"));
  }

  @Test
  void oneChangeAfterAnotherShowsOnOnePage() throws Exception {
    browser.go("/console/projects/shop/streams/app").login("ann", "secret").awaitText("v1");
    mark();
    for (String tag : new String[] {"v2", "v3", "v4"}) {
      push("shop", tag);
      browser.awaitText(tag);
    }

    assertThat(isMarked()).isTrue();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whenRightsEndThePageSaysThatThereIsNothingToSee() throws Exception {
    browser.go("/console/projects/lent/streams/app").login("ann", "secret").awaitText("v1");
    endRights("lent");

    browser.awaitText("Nothing to see here");

    assertThat(browser.text()).doesNotContain("lent", "v1", "sha256");
    assertThat(browser.driver().findElements(By.id("live"))).isEmpty();
    String after = browser.text();
    push("lent", "v2");
    browser.go("/console/projects/missing/streams/app");
    assertThat(browser.text()).isEqualTo(after);
  }

  @Test
  void theNextChangeAfterTheRightsEndedIsNotTold() throws Exception {
    browser.go("/console/projects/left").login("ann", "secret").awaitText("v1");
    endRights("left");
    push("left", "v2");

    browser.awaitText("Nothing to see here");

    assertThat(browser.text()).doesNotContain("left", "v2", "sha256");
  }

  @Test
  void aPageThatWasCutOffCatchesUpEvenIfWhatItMissedIsForgotten() throws Exception {
    browser.go("/console/projects").login("ann", "secret").awaitText("shop");
    mark();
    browser.offline(true);
    // a change of rights: no watch of projects goes on from before it
    project("granted");
    browser.offline(false);

    browser.awaitText("granted");
    project("granted-too");
    browser.awaitText("granted-too");
    assertThat(isMarked()).isTrue();
  }

  @Test
  void nothingOfAPageBeginsBeforeAllOfItsScriptsHaveCome() throws Exception {
    browser.beforeEachPage(
        """
        let library;
        Object.defineProperty(window, 'htmx', {
          get: () => library,
          set: value => { library = value; window.begun = document.readyState; }
        });
        """);
    browser.go("/console/projects").login("ann", "secret").awaitText("shop");

    assertThat(browser.script("return window.begun")).isEqualTo("loading");
  }

  @Test
  void aPageThatCouldNotAskForChangesAsksAgain() throws Exception {
    browser.go("/console/projects").login("ann", "secret").awaitText("shop");
    browser.block("*/console/live*").go("/console/projects/shop/streams/app").awaitText("v1");
    mark();
    browser.awaitComplaint(UNANSWERED);

    push("shop", "late");
    browser.block().awaitText("late");

    assertThat(isMarked()).isTrue();
  }

  @Test
  void aPageThatCouldNotGetItselfAnewTriesAgain() throws Exception {
    browser.go("/console/projects/shop/streams/app").login("ann", "secret").awaitText("v1");
    mark();
    browser.block("*/console/projects/shop/streams/app*");
    push("shop", "missed");
    browser.awaitComplaint(UNANSWERED);

    browser.block().awaitText("missed");

    assertThat(isMarked()).isTrue();
  }
}
