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

/** Who runs what, and from a workload back to whoever moved the tag. */
@Timeout(120)
class ConsoleWorkloadsTest {
  private static final String ALL = "/console/projects/shop/workloads";

  @TempDir static Path work;
  private static ServerProcess server;
  private static WeirCalls admin;
  private static ApiCaller caller;
  private static TestPushes pushes;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    Path data = Files.createDirectories(work.resolve("data"));
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    String users = data.resolve("users.htpasswd").toString();
    String _ = htpasswd.run("-cbB", users, "ann", "secret");
    String _ = htpasswd.run("-bB", users, "eve", "secret");
    server = ServerProcess.start(data);
    admin = new WeirCalls(server.environment(work), work);
    caller = ApiCaller.of(server);
    pushes = new TestPushes(caller);
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("policy", "add-role-to-user", "edit", "ann", "-n", "shop");
    push("latest", "one");
    String _ = admin.says("tag", "app:latest", "app:live");
    for (String name : new String[] {"web", "still", "early"}) {
      String _ = admin.says("create", "deployment", name, "--image=x/web:1");
    }
    String _ = admin.says("set", "triggers", "deploy/web", "--from-image=app:live", "-c", "web");
    String _ =
        admin.says("set", "triggers", "deploy/still", "--from-image=app:latest", "-c", "web");
    String _ = admin.says("set", "triggers", "deploy/still", "--manual");
    String _ = admin.says("set", "triggers", "deploy/early", "--from-image=app:none", "-c", "web");
    push("latest", "two");
  }

  private static void push(String tag, String text) throws Exception {
    var _ = pushes.image(caller.administrator(), "shop/app", tag, text);
  }

  private static String brief(String text) {
    return pushes.imageDigest(text).substring(0, 19) + "…";
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      caller.close();
      server.close();
    }
  }

  @BeforeEach
  void open() {
    browser = Browser.open(server);
  }

  @Test
  void eachWorkloadIsShownWithWhatItHasAndShouldHave() {
    browser.go(ALL).login("ann", "secret");

    assertThat(browser.rows())
        .anySatisfy(row -> assertThat(row).contains("web", "app:live", "Up to date"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .contains("still", "app:latest", "Paused", "should be")
                    .contains(brief("two")))
        .anySatisfy(row -> assertThat(row).contains("early", "app:none", "Waits for an image"));
    browser.follow("Not as they should be");
    assertThat(browser.rows()).hasSize(2).noneMatch(row -> row.contains("app:live"));
  }

  @Test
  void whatFollowsOneTagIsSaidToBeThatAlone() {
    browser.go(ALL + "?tag=app:live").login("ann", "secret");
    assertThat(browser.rows()).hasSize(1).allMatch(row -> row.contains("app:live"));
    assertThat(browser.text()).contains("Only what follows app:live is shown");

    browser.follow("Not as they should be");
    assertThat(browser.text()).contains("follows app:live").doesNotContain("early");

    browser.follow("Show all workloads");
    assertThat(browser.text()).contains("early").doesNotContain("Only what follows");
  }

  @Test
  void fromAWorkloadItGoesBackToWhoMovedTheTag() {
    browser.go(ALL).login("ann", "secret").follow("web");

    assertThat(browser.heading()).isEqualTo("Why web runs what it runs");
    assertThat(browser.text())
        .contains("app:live was tagged", "by system:admin", "app:latest was pushed")
        .contains(brief("one"))
        .contains("weir why deployments.apps/web -n shop");
  }

  @Test
  void aTagThatFollowsAnotherIsSaidToHaveMovedWithIt() throws Exception {
    push("first", "four");
    String _ = admin.says("tag", "--alias", "app:first", "app:second");
    push("first", "five");
    String _ = admin.says("create", "deployment", "second", "--image=x/web:1");
    String _ =
        admin.says("set", "triggers", "deploy/second", "--from-image=app:second", "-c", "web");
    browser.go(ALL + "/deployments.apps/second").login("ann", "secret");

    browser.awaitText("app:second follows app:first and moved with it, ");

    assertThat(browser.text())
        .contains("app:first was pushed by system:admin", "The same as a command")
        .doesNotContain("as it follows");
  }

  @Test
  void aMoveShowsWithoutAskingAgain() throws Exception {
    String _ = admin.says("create", "deployment", "follower", "--image=x/web:1");
    String _ =
        admin.says("set", "triggers", "deploy/follower", "--from-image=app:moving", "-c", "web");
    browser.go("/console/projects/shop/workloads/deployments.apps/follower").login("ann", "secret");
    browser.awaitText("Waits for an image");

    push("moving", "three");

    browser.awaitText(brief("three")).awaitText("Up to date");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whoMayNotSeeAProjectLearnsNothingOfIt() {
    browser.go("/console/projects/absent/workloads").login("eve", "secret");
    String absent = browser.text();

    browser.go(ALL);
    assertThat(browser.text()).isEqualTo(absent).contains("Nothing to see here");
    browser.go(ALL + "/deployments.apps/web");
    assertThat(browser.text()).isEqualTo(absent);
  }

  @Test
  void pagesCanBeUsedByEverybody() throws Exception {
    browser.go(ALL).login("ann", "secret");
    for (String page : new String[] {ALL, ALL + "/deployments.apps/web"}) {
      browser.go(page);
      Pages.canBeUsedByEverybody(browser, page.equals(ALL) ? "workloads" : "workload");
    }
  }
}
