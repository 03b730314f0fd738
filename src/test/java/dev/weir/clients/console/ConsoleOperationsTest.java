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

/** Operators see how the server is; who looks after a project sees its share. */
@Timeout(120)
class ConsoleOperationsTest {
  private static final String ALL = "/console/operations";

  @TempDir static Path work;
  private static ServerProcess server;
  private static WeirCalls admin;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    Path data = Files.createDirectories(work.resolve("data"));
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    String users = data.resolve("users.htpasswd").toString();
    String _ = htpasswd.run("-cbB", users, "ann", "secret");
    String _ = htpasswd.run("-bB", users, "olga", "secret");
    server = ServerProcess.start(data);
    admin = new WeirCalls(server.environment(work), work);
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("policy", "add-role-to-user", "edit", "ann", "-n", "shop");
    String _ = admin.says("adm", "policy", "add-cluster-role-to-user", "cluster-reader", "olga");
    try (ApiCaller caller = ApiCaller.of(server)) {
      var _ = new TestPushes(caller).image(caller.administrator(), "shop/app", "live", "one");
    }
    String _ =
        admin.says(
            "tag", "127.0.0.1:1/acme/base:1", "base:1", "--scheduled", "--insecure", "-n", "shop");
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
  void operatorsSeeHowTheServerIs() {
    browser.go(ALL).fill("username", "ann").fill("password", "guessed").press("Log in");
    browser.awaitText("The user name or the password is wrong").login("olga", "secret");

    assertThat(browser.text())
        .contains("Version", "Certificates", "revision", "free", "What takes the disk")
        .contains("127.0.0.1:1", "Refused of late", "ann");
    browser.follow("shop");
    assertThat(browser.heading()).isEqualTo("Disk and imports of shop");
    assertThat(browser.rows()).anyMatch(row -> row.contains("app"));
  }

  @Test
  void whoLooksAfterAProjectSeesItsShareAlone() {
    browser.go(ALL).login("ann", "secret");
    assertThat(browser.text())
        .contains("is shown to its operators")
        .doesNotContain("Version", "Refused of late", "What takes the disk");

    browser.go("/console/projects/shop/usage");
    assertThat(browser.text()).contains("What takes the disk", "app", "127.0.0.1:1");
    browser.go("/console/projects/default/usage");
    assertThat(browser.text()).contains("Nothing to see here");
  }

  @Test
  void pagesCanBeUsedByEverybody() throws Exception {
    browser.go(ALL).login("olga", "secret");
    Pages.canBeUsedByEverybody(browser, "operations");
    browser.go("/console/projects/shop/usage");
    Pages.canBeUsedByEverybody(browser, "usage");
  }
}
