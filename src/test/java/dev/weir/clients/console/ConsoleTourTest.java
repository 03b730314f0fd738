package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Somebody who has never seen the console finds answers by following links from its first page. */
@Timeout(180)
class ConsoleTourTest {
  private static final String RUBY =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStream
      metadata:
        name: ruby
        namespace: tour
        annotations: {openshift.io/display-name: Ruby}
      spec:
        tags:
        - name: '3.3'
          annotations: {tags: 'builder,ruby', iconClass: icon-ruby, description: Build and run Ruby 3.3}
        - name: '3.10'
          annotations: {tags: 'builder,ruby', iconClass: icon-ruby, description: Build and run Ruby 3.10}
      """;

  @TempDir static Path work;
  private static Shop shop;
  private static List<String> images;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.start(work);
    String _ = shop.project("back").getFirst();
    images = shop.project("tour");
    String _ = shop.admin().says("create", "-f", shop.admin().file("ruby.yaml", RUBY));
    String _ = shop.push("tour", "ruby", "3.3", "ruby 3.3");
    String _ = shop.push("tour", "ruby", "3.10", "ruby 3.10");
    String _ = shop.admin().says("create", "deployment", "still", "--image=x/still:1");
    String _ =
        shop.admin()
            .says("set", "triggers", "deploy/still", "--from-image=app:live", "-c", "still");
    String _ = shop.admin().says("set", "triggers", "deploy/still", "--manual");
    String _ = shop.push("tour", "app", "main", "three of tour");
  }

  @AfterAll
  static void stop() throws Exception {
    if (shop != null) {
      shop.close();
    }
  }

  @BeforeEach
  void logIn() {
    browser = Browser.open(shop.server());
    browser.go("/console").login("ann", "secret");
  }

  @Test
  void whatATagHadBeforeAndWhoMovedIt() throws Exception {
    browser.follow("tour").follow("app");
    browser.picture("tour-stream");
    browser.follow("live");

    assertThat(browser.rows())
        .anySatisfy(
            row -> assertThat(row).contains("system:admin", images.get(1).substring(0, 19)));
  }

  @Test
  void whyADeploymentDoesNotRoll() throws Exception {
    browser.follow("tour").follow("Who runs what").follow("Not as they should be");
    assertThat(browser.rows()).hasSize(1).first().asString().contains("still", "Paused");

    browser.follow("still");
    browser.picture("tour-workload");
    assertThat(browser.text()).contains("Should have", "Paused", "app:live");
  }

  @Test
  void howToPush() {
    browser.follow("tour").follow("app");
    browser.driver().findElement(By.tagName("summary")).click();

    browser.awaitText("podman push " + shop.server().registry() + "/tour/app:");
  }

  @Test
  void whichRubyVersionsThereAre() throws Exception {
    browser.follow("Catalog");
    browser.picture("tour-catalog");
    browser.follow("Ruby");

    assertThat(browser.driver().findElements(By.tagName("option")))
        .extracting(option -> option.getText().replaceAll("(?s).*?([0-9.]+).*", "$1"))
        .containsSubsequence("3.10", "3.3");
  }

  @Test
  void howToRollATagBack() throws Exception {
    String before = shop.image("back", "app:main");
    browser.follow("back").follow("app").follow("main");
    browser.driver().findElement(By.partialLinkText("Roll back")).click();
    browser.awaitText("What will happen");
    browser.press("Roll back").awaitText("app:main now");

    assertThat(shop.image("back", "app:main")).isNotEqualTo(before);
  }
}
