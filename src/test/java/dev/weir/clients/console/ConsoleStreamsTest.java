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

/** The image streams of a project at a glance: what is newest, from where, and do imports work. */
@Timeout(120)
class ConsoleStreamsTest {
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
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("adm", "policy", "add-role-to-user", "view", "ann", "-n", "shop");
    try (ApiCaller caller = ApiCaller.of(server)) {
      TestPushes pushes = new TestPushes(caller);
      var _ = pushes.image(caller.administrator(), "shop/app", "main", "1");
      var _ = pushes.image(caller.administrator(), "shop/web", "v1", "2");
    }
    String _ = admin.says("tag", "--alias", "app:main", "app:live", "-n", "shop");
    String _ =
        admin
            .attempt(
                "",
                "import-image",
                "base:1",
                "--from=127.0.0.1:1/acme/base:1",
                "--confirm",
                "--insecure",
                "-n",
                "shop")
            .out();
    String _ = admin.says("new-project", "bulk");
    String _ = admin.says("adm", "policy", "add-role-to-user", "view", "ann", "-n", "bulk");
    for (int i = 0; i < 60; i++) {
      String _ = admin.says("create", "imagestream", "many-%02d".formatted(i), "-n", "bulk");
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

  @Test
  void aStreamTellsItsNewestImageFromWhereItIsAndHowItsImportsStand() {
    browser.go("/console/projects/shop").login("ann", "secret");

    assertThat(row("web")).contains("v1").contains("ago").contains("pushed").contains("115B");
    assertThat(row("base"))
        .contains("no image yet")
        .contains("imported from 127.0.0.1:1/acme/base:1")
        .contains("1 failing");
  }

  @Test
  void searchOrderAndPageStandInTheAddress() {
    browser.go("/console/projects/bulk").login("ann", "secret");
    browser.fill("q", "many").press("Search").follow("Next");
    assertThat(browser.text()).contains("60 in all").contains("many-59").doesNotContain("many-00");

    browser.go("/console/projects/bulk?q=many&sort=-name&page=1");
    assertThat(browser.driver().findElement(By.cssSelector("tbody tr")).getText())
        .contains("many-59");

    browser.go("/console/projects/bulk?sort=changed");
    browser.driver().navigate().back();
    assertThat(browser.path()).contains("sort=-name");
  }

  @Test
  void labelsAreAskedForAsInACommand() throws Exception {
    String _ = admin.says("label", "is", "many-07", "tier=front", "app=web", "-n", "bulk");
    String _ = admin.says("label", "is", "many-08", "tier=front", "app=other", "-n", "bulk");
    browser.go("/console/projects/bulk").login("ann", "secret");
    browser.fill("label", "tier=front,app!=other").press("Search");

    assertThat(browser.path()).contains("label=tier%3Dfront");
    assertThat(browser.rows()).singleElement().asString().startsWith("many-07");
    browser.go("/console/projects/bulk?q=many-08&label=tier");
    assertThat(browser.rows()).singleElement().asString().startsWith("many-08");
    String _ = admin.says("label", "is", "many-08", "tier-", "-n", "bulk");
    browser.awaitText("There is no image stream of that name with these labels");
    browser.go("/console/projects/bulk?label=" + Reader.encoded("=<script>"));
    assertThat(browser.text()).contains("These labels cannot be read", "\"=<script>\"");
    assertThat(browser.rows()).isEmpty();
    Pages.canBeUsedByEverybody(browser, "streams-unread-labels");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPageOfLabelledStreamsLeadsToTheNext() {
    for (int i = 0; i < 52; i++) {
      String _ = admin.says("label", "is", "many-%02d".formatted(i), "half=first", "-n", "bulk");
    }
    browser.withoutScripts().go("/console/projects/bulk?label=half%3Dfirst").login("ann", "secret");
    assertThat(browser.text()).contains("52 in all");

    browser.follow("Next");

    assertThat(browser.rows()).hasSize(2).last().asString().startsWith("many-51");
  }

  @Test
  void aPushShowsByItself() throws Exception {
    browser.go("/console/projects/shop?q=pushed").login("ann", "secret");
    browser.awaitText("There is no image stream of that name");
    try (ApiCaller caller = ApiCaller.of(server)) {
      var _ = new TestPushes(caller).image(caller.administrator(), "shop/pushed", "v7", "7");
    }
    browser.awaitText("v7");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whoMayNotSeeTheProjectLearnsNothing() {
    String _ = admin.says("new-project", "hidden");
    browser.go("/console/projects/hidden").login("ann", "secret");
    String hidden = browser.text();
    browser.go("/console/projects/missing");

    assertThat(browser.text()).isEqualTo(hidden).contains("Nothing to see here");
  }

  @Test
  void thePageCanBeUsedByEverybody() throws Exception {
    browser.go("/console/projects/shop?sort=-name").login("ann", "secret");
    Pages.canBeUsedByEverybody(browser, "streams");
  }

  private String row(String stream) {
    return browser.driver().findElement(By.id("stream-" + stream)).getText();
  }
}
