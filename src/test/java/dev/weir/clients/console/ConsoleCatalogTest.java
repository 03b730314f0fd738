package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.WeirCalls;
import dev.weir.clients.console.PushedImages.Pushed;
import java.nio.file.Files;
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
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The catalog: what can be built and run from, as definitions of streams say. */
@Timeout(120)
class ConsoleCatalogTest {
  private static final String RUBY =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStream
      metadata:
        name: ruby
        namespace: openshift
        annotations:
          openshift.io/display-name: Ruby
          description: Build and run Ruby applications
      spec:
        tags:
        - name: '2.10'
          annotations: {openshift.io/display-name: Ruby 2.10, tags: 'builder,ruby', supports: 'ruby:2.10,ruby',
            version: '2.10', iconClass: icon-ruby, sampleRepo: 'https://git.example.com/ruby.git', sampleContextDir: app}
        - name: '2.9'
          annotations: {tags: 'builder,ruby', supports: 'ruby:2.9', description: The old one}
        - name: '2.0'
          annotations: {tags: 'hidden,builder,ruby'}
        - name: '3.0'
          annotations: {tags: 'builder,ruby'}
      """;
  private static final String HOSTILE =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStream
      metadata:
        name: hostile
        namespace: shop
        annotations:
          openshift.io/display-name: <script>document.title=1</script>
          description: "<img src=x onerror=document.title=1> %s"
      spec:
        tags:
        - name: '1'
          annotations: {tags: 'builder,<b>bold</b>,%s', iconClass: '../../x"><script>',
            sampleRepo: 'javascript:document.title=1', sampleRef: '$(reboot)'}
      """
          .formatted("x".repeat(253), "y".repeat(253));

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
    String _ = htpasswd.run("-bB", users, "ben", "secret");
    server = ServerProcess.start(data);
    admin = new WeirCalls(server.environment(work), work);
    if (admin.attempt("", "get", "namespace", "openshift").exit() != 0) {
      String _ = admin.says("create", "namespace", "openshift");
    }
    String _ = admin.says("create", "namespace", "shop");
    for (String user : List.of("ann", "ben")) {
      String _ =
          admin.says(
              "create",
              "rolebinding",
              user,
              "--clusterrole=view",
              "--user=" + user,
              "-n",
              "openshift");
    }
    String _ =
        admin.says(
            "create", "rolebinding", "ann", "--clusterrole=admin", "--user=ann", "-n", "shop");
    String _ = admin.says("create", "-f", admin.file("ruby.yaml", RUBY));
    String _ = admin.says("create", "-f", admin.file("hostile.yaml", HOSTILE));
    try (ApiCaller caller = ApiCaller.of(server)) {
      PushedImages pushes = new PushedImages(caller);
      for (String tag :
          List.of(
              "openshift/ruby:2.10",
              "openshift/ruby:2.9",
              "openshift/ruby:2.0",
              "shop/hostile:1",
              "shop/plain:1")) {
        String[] parts = tag.split(":");
        Pushed _ = pushes.image(parts[0], parts[1], "{'Cmd':['x']}", tag);
      }
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

  private Browser as(String user, String path) {
    return browser.go(path).login(user, "secret");
  }

  @Test
  void theCatalogShowsWhichVersionsThereAreNewestFirst() {
    as("ben", "/console/catalog");
    assertThat(browser.text())
        .contains(
            "Ruby", "openshift/ruby", "Build and run Ruby applications", "2.10 and 1 other version")
        .doesNotContain("plain", "shop");

    browser.follow("Ruby");

    Select versions = new Select(browser.driver().findElement(By.id("version")));
    assertThat(versions.getOptions())
        .extracting(WebElement::getText)
        .containsExactly("2.10 – Ruby 2.10", "2.9");
    assertThat(browser.text())
        .contains("ruby:2.10, ruby")
        .contains(
            "weir new-app openshift/ruby:2.10~https://git.example.com/ruby.git --context-dir=app")
        .contains("oc new-app openshift/ruby:2.10~");
    versions.selectByValue("2.9");
    browser.press("Show");
    assertThat(browser.path()).endsWith("/catalog/openshift/ruby?version=2.9");
    assertThat(browser.text()).contains("The old one", "new-app openshift/ruby:2.9~REPOSITORY");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatIsTypedNextMakesTheApplication() {
    as("ann", "/console/catalog/openshift/ruby");
    String line = browser.driver().findElement(By.cssSelector("pre.command")).getText();

    String made =
        admin.says((line.replaceFirst("^weir ", "") + " -n shop --dry-run -o name").split(" "));

    assertThat(made).contains("buildconfig.build.openshift.io/");
  }

  @Test
  void aSearchAndACategoryStandInTheAddress() {
    as("ann", "/console/catalog?q=RUBY&category=ruby");
    assertThat(browser.text()).contains("openshift/ruby").doesNotContain("shop/hostile");

    browser.fill("q", "nothing").press("Search");
    assertThat(browser.path()).isEqualTo("/console/catalog?q=nothing&category=ruby");
    assertThat(browser.text()).contains("Nothing of that is offered");
  }

  @Test
  void whatPeopleWroteIsTextAndNoLink() {
    as("ann", "/console/catalog");
    browser.follow("<script>document.title=1</script>");

    assertThat(browser.text())
        .contains("javascript:document.title=1", "new-app shop/hostile:1~REPOSITORY");
    assertThat(browser.driver().findElements(By.cssSelector("a[href^='javascript']"))).isEmpty();
    assertThat(browser.driver().findElements(By.cssSelector(".commands"))).isEmpty();
    assertThat(browser.driver().getTitle()).endsWith("– Weir");
    assertThat(browser.text()).doesNotContain("$(reboot)~");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatIsNotOfferedLooksLikeWhatMayNotBeSeen() {
    as("ben", "/console/catalog/shop/hostile");
    String unseen = browser.heading();
    for (String other :
        List.of("shop/none", "nowhere/ruby", "openshift/none", "openshift/ruby?version=2.0")) {
      browser.go("/console/catalog/" + other);
      assertThat(browser.heading()).as(other).isEqualTo(unseen);
    }
  }

  @Test
  void aVersionThatComesIsOffered() throws Exception {
    browser.withoutScripts();
    as("ann", "/console/catalog");
    browser.follow("Ruby");
    assertThat(browser.text()).doesNotContain("3.0");
    try (ApiCaller caller = ApiCaller.of(server)) {
      Pushed _ = new PushedImages(caller).image("openshift/ruby", "3.0", "{'Cmd':['x']}", "three");
    }

    browser.go("/console/catalog?q=ruby");
    assertThat(browser.text()).contains("3.0 and 2 other versions");
    String _ = admin.says("delete", "istag", "ruby:3.0", "-n", "openshift");
  }

  @Test
  void aBuilderThatComesToTheSharedProjectShowsOnAnOpenPage() throws Exception {
    as("ben", "/console/catalog");
    String _ =
        admin.says(
            "create", "-f", admin.file("late.yaml", RUBY.replace("name: ruby", "name: late")));
    try (ApiCaller caller = ApiCaller.of(server)) {
      Pushed _ = new PushedImages(caller).image("openshift/late", "2.9", "{'Cmd':['x']}", "late");
    }

    browser.awaitText("openshift/late");
    assertThat(browser.complaints()).isEmpty();
    String _ = admin.says("delete", "is", "late", "-n", "openshift");
  }

  @Test
  void pagesCanBeUsedByEverybody() throws Exception {
    as("ann", "/console/catalog");
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {Browser.WIDE, Browser.NARROW}) {
        String end = "-%s-%d".formatted(dark ? "dark" : "light", width);
        look("/console/catalog", dark, width, "catalog" + end);
        look("/console/catalog/openshift/ruby", dark, width, "offer" + end);
        look("/console/catalog/shop/hostile", dark, width, "hostile-offer" + end);
      }
    }
  }

  private void look(String path, boolean dark, int width, String name) throws Exception {
    browser.dark(dark).width(width).go(path);
    browser.picture(name);
    assertThat(browser.violations()).as(name).isEmpty();
    assertThat(browser.overflow()).as(name).isZero();
  }
}
