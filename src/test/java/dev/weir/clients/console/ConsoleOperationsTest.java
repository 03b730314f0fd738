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
    for (String user : new String[] {"olga", "pia", "zoe"}) {
      String _ = htpasswd.run("-bB", users, user, "secret");
    }
    server = ServerProcess.start(data);
    admin = new WeirCalls(server.environment(work), work);
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("policy", "add-role-to-user", "edit", "ann", "-n", "shop");
    String _ = admin.says("policy", "add-role-to-user", "admin", "pia", "-n", "shop");
    String _ = admin.says("new-project", "other");
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
  void whatWasRefusedInAProjectIsForWhoMaySeeTheRightsThere() throws Exception {
    Path config = Files.copy(server.kubeconfig(), work.resolve("zoe.kubeconfig"));
    WeirCalls zoe = admin.with("KUBECONFIG", config.toString());
    String _ = zoe.says("login", "-u", "zoe", "-p", "secret");
    assertThat(zoe.fails("delete", "is", "app", "-n", "shop")).contains("cannot");
    assertThat(zoe.attempt("", "get", "is", "secret-of-other", "-n", "other").err())
        .contains("cannot");
    try (ApiCaller caller = ApiCaller.of(server)) {
      String token = zoe.says("whoami", "-t").strip();
      String path = "/v2/shop/app/manifests/live";
      assertThat(caller.registry(token, "PUT", path, "text/plain", new byte[] {1}).status())
          .isIn(401, 403, 404);
    }
    browser.go("/console/projects/shop/usage").login("pia", "secret");
    browser.awaitText("Refused of late");

    assertThat(browser.rows())
        .anyMatch(
            row ->
                row.contains("zoe")
                    && row.contains("delete imagestreams")
                    && row.contains("\"app\""))
        .anyMatch(row -> row.contains("zoe") && row.contains("imagestreams/layers"));
    assertThat(browser.text()).doesNotContain("secret-of-other");
    Pages.canBeUsedByEverybody(browser, "usage-refused");

    browser.press("Log out").go("/console/projects/shop/usage").login("ann", "secret");
    browser.awaitText("What takes the disk");
    assertThat(browser.text()).doesNotContain("Refused of late", "zoe");
  }

  @Test
  void pagesCanBeUsedByEverybody() throws Exception {
    browser.go(ALL).login("olga", "secret");
    Pages.canBeUsedByEverybody(browser, "operations");
    browser.go("/console/projects/shop/usage");
    Pages.canBeUsedByEverybody(browser, "usage");
  }
}
