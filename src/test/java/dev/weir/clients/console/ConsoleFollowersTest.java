package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.WeirCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** Each lane of a stream names what follows its tag, and how that stands. */
@Timeout(120)
class ConsoleFollowersTest {
  @TempDir static Path work;
  private static Shop shop;
  private static WeirCalls admin;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.start(work);
    admin = shop.admin();
    List<String> _ = shop.project("shop");
    for (String name : new String[] {"still", "early", "near", "far"}) {
      String _ = admin.says("create", "deployment", name, "--image=x/web:1", "-n", "shop");
    }
    follow("shop", "still", "app:live");
    String _ = admin.says("set", "triggers", "deploy/still", "--manual", "-n", "shop");
    follow("shop", "early", "app:next");
    for (String project : new String[] {"seen", "unseen"}) {
      String _ = admin.says("new-project", project);
      String _ = admin.says("create", "deployment", "api", "--image=x/web:1", "-n", project);
      follow(project, "api", "shop/app:live");
    }
    String _ = admin.says("policy", "add-role-to-user", "view", "vic", "-n", "seen");
  }

  private static void follow(String project, String name, String tag) {
    String image = "--from-image=" + tag;
    String container = "-c=" + (name.equals("web") ? "to-be-set" : "web");
    String _ = admin.says("set", "triggers", "deploy/" + name, image, container, "-n", project);
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
  }

  private List<String> runners(String tag) {
    return browser.driver().findElements(By.cssSelector("#lane-" + tag + " .runners li")).stream()
        .map(row -> row.getText().replaceAll("\\s+", " "))
        .toList();
  }

  @Test
  void aLaneNamesWhatFollowsItsTagAndHowThatStands() {
    browser.go("/console/projects/shop/streams/app").login("vic", "secret");

    assertThat(runners("live"))
        .containsExactly(
            "Deployment still Paused",
            "Deployment web Up to date",
            "Deployment api in seen Up to date");
    assertThat(runners("next")).isEmpty(); // no tag yet, so it has no lane
    assertThat(runners("main")).isEmpty();
    browser.follow("still");
    assertThat(browser.heading()).isEqualTo("Why still runs what it runs");
  }

  @Test
  void aFewAreNamedAndTheOthersAreBehindALink() {
    String _ = admin.says("create", "imagestream", "busy", "-n", "shop");
    String _ = admin.says("tag", "app:main", "busy:one", "-n", "shop");
    for (String name : new String[] {"b1", "b2", "b3", "b4", "b5"}) {
      String _ = admin.says("create", "deployment", name, "--image=x/web:1", "-n", "shop");
      follow("shop", name, "busy:one");
    }
    String _ = admin.says("create", "deployment", "other", "--image=x/web:1", "-n", "seen");
    follow("seen", "other", "shop/busy:one");
    browser.go("/console/projects/shop/streams/busy").login("vic", "secret");

    assertThat(runners("one"))
        .hasSize(5)
        .endsWith(
            "and 2 more that follow one", "and 1 in other projects: seen (1) that follow one");
    browser.go(
        browser
            .driver()
            .findElement(By.partialLinkText("and 2 more"))
            .getAttribute("href")
            .replace(shop.server().api(), ""));
    assertThat(browser.rows()).hasSize(5).allMatch(row -> row.contains("busy:one"));
  }

  @Test
  void whatFollowsItElsewhereIsALinkAway() throws Exception {
    String _ = admin.says("create", "imagestream", "wide", "-n", "shop");
    String _ = admin.says("tag", "app:main", "wide:one", "-n", "shop");
    for (String project : new String[] {"far-1", "far-2", "far-3", "far-4", "far-5"}) {
      String _ = admin.says("new-project", project);
      for (String name : new String[] {"w1", "w2"}) {
        String _ = admin.says("create", "deployment", name, "--image=x/web:1", "-n", project);
        follow(project, name, "shop/wide:one");
      }
      if (!project.equals("far-5")) {
        String _ = admin.says("policy", "add-role-to-user", "view", "vic", "-n", project);
      }
    }
    String _ =
        admin.says(
            "create", "role", "get", "--verb=get", "--resource=deployments.apps", "-n", "far-5");
    String _ =
        admin.says("create", "rolebinding", "vic", "--role=get", "--user=vic", "-n", "far-5");
    String _ = admin.says("delete", "deployment", "w1", "-n", "far-4");
    browser.go("/console/projects/shop/streams/wide").login("vic", "secret");
    browser.awaitText("and 6 in other projects");

    assertThat(runners("one").getLast())
        .startsWith("and 6 in other projects: far-3 (2) that follow one far-5 (2) far-2 (1)")
        .endsWith("and 1 more: each lists them under Who runs what");
    Pages.canBeUsedByEverybody(browser, "stream-elsewhere");
    browser.go(
        browser
            .driver()
            .findElement(By.partialLinkText("far-3 (2)"))
            .getAttribute("href")
            .replace(shop.server().api(), ""));
    assertThat(browser.heading()).isEqualTo("Who runs what in far-3");
    assertThat(browser.rows()).hasSize(2).allMatch(row -> row.contains("shop/wide:one"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aWorkloadThatBeginsToFollowShowsWithoutAReload() throws Exception {
    String _ = shop.push("shop", "moving", "one", "m1");
    browser.go("/console/projects/shop/streams/moving").login("vic", "secret");
    assertThat(runners("one")).isEmpty();

    follow("shop", "near", "moving:one");
    browser.awaitText("Up to date");
    String _ = admin.says("set", "triggers", "deploy/near", "--manual", "-n", "shop");
    browser.awaitText("Paused");
    assertThat(runners("one")).containsExactly("Deployment near Paused");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPageOfWhatWasDoneFollowsWorkloadsToo() throws Exception {
    String _ = shop.push("shop", "done", "one", "d1");
    String _ = admin.says("create", "deployment", "late", "--image=x/web:1", "-n", "shop");
    browser.go("/console/projects/shop/streams/done/do/now?tag=one").login("vic", "secret");
    browser.awaitText("No workload that you may see follows it");

    follow("shop", "late", "done:one");

    browser.awaitText("has that image");
    assertThat(browser.rows()).singleElement().asString().contains("late");
  }

  @Test
  void whatMayMoveNothingSaysWhy() throws Exception {
    String _ = admin.says("new-project", "lent");
    String _ = admin.says("policy", "add-role-to-user", "view", "vic", "-n", "lent");
    String _ = admin.says("policy", "add-role-to-user", "system:image-puller", "ann", "-n", "lent");
    String _ = shop.push("lent", "base", "one", "l1");
    Path config = Files.copy(shop.server().kubeconfig(), work.resolve("ann.kubeconfig"));
    WeirCalls ann = admin.with("KUBECONFIG", config.toString());
    String _ = ann.says("login", "-u", "ann", "-p", "secret");
    String _ =
        ann.says(
            "set", "triggers", "deploy/far", "--from-image=lent/base:one", "-c=web", "-n", "shop");
    String _ =
        admin.says("policy", "remove-role-from-user", "system:image-puller", "ann", "-n", "lent");
    String _ = shop.push("lent", "base", "one", "l2");
    browser.go("/console/projects/lent/streams/base").login("vic", "secret");

    browser.awaitText("whoever set it has lost the right to pull there");
    assertThat(runners("one")).singleElement().asString().startsWith("Deployment far in shop Refu");
  }

  @Test
  void theLanesCanBeUsedByEverybody() throws Exception {
    browser.go("/console/projects/shop/streams/app").login("vic", "secret");
    Pages.canBeUsedByEverybody(browser, "stream-followers");
  }
}
