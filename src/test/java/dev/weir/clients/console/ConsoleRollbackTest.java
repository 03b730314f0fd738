package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.openqa.selenium.WebElement;

/** Tags are rolled back, held, released and deleted by forms that say first what will happen. */
@Timeout(120)
class ConsoleRollbackTest {
  @TempDir static Path work;
  private static Shop shop;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.start(work);
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

  private Browser form(String project, String form) {
    return browser
        .go("/console/projects/" + project + "/streams/app/do/" + form)
        .login("ann", "secret")
        .awaitText("The same as a command");
  }

  private static String brief(String digest) {
    return digest.substring(0, 19) + "…";
  }

  @Test
  void aTagGoesBackToWhatItWasAndTheDeploymentWithIt() throws Exception {
    List<String> images = shop.project("back");
    await().until(() -> shop.runs("back").endsWith(images.get(1)));

    form("back", "rollback?tag=live");
    assertThat(browser.heading()).isEqualTo("Roll back app:live");
    assertThat(browser.text())
        .contains("app:live is " + brief(images.get(1)) + " now")
        .contains("It becomes " + brief(images.get(0)) + " again")
        .contains("Deployment web")
        .contains("rolls from " + brief(images.get(1)) + " to " + brief(images.get(0)))
        .contains("weir rollback -n back app:live --to=" + images.get(0));

    browser.fill("reason", "loses orders").press("Roll back");

    browser.awaitText("app:live now");
    assertThat(browser.text())
        .contains("app:live is " + images.get(0))
        .contains("rollback by ann")
        .contains("It is held: ann: loses orders");
    browser.awaitText("has that image");
    assertThat(shop.image("back", "app:live")).isEqualTo(images.get(0));
    await().until(() -> shop.runs("back").endsWith(images.get(0)));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anEventOfTheHistoryLeadsToTheFormThatGoesBackToIt() throws Exception {
    List<String> images = shop.project("history");
    String third = shop.push("history", "app", "main", "three");
    browser.go("/console/projects/history/streams/app/tags/main").login("ann", "secret");
    browser.awaitText("History");
    List<WebElement> back = browser.driver().findElements(By.cssSelector("a.back"));
    assertThat(back).hasSize(2);
    back.getLast().click();

    browser.awaitText("It becomes " + brief(images.get(0)) + " again").press("Roll back");

    browser.awaitText("app:main is " + images.get(0));
    assertThat(shop.image("history", "app:main")).isEqualTo(images.get(0)).isNotEqualTo(third);
  }

  @Test
  void whoGoesBackAndSendsTheFormAgainIsToldThatItWasDone() throws Exception {
    List<String> images = shop.project("twice");
    form("twice", "rollback?tag=main").press("Roll back");
    browser.awaitText("app:main now");

    browser.driver().navigate().back();
    browser.awaitText("Roll back app:main").press("Roll back");

    browser.awaitText("app:main changed meanwhile: it is " + brief(images.get(0)) + " now");
    assertThat(shop.image("twice", "app:main")).isEqualTo(images.get(0));
  }

  @Test
  void aTagThatMovedMeanwhileIsNotOverwrittenUnseen() throws Exception {
    List<String> images = shop.project("meanwhile");
    form("meanwhile", "rollback?tag=main");
    String third = shop.push("meanwhile", "app", "main", "three");

    browser.press("Roll back").awaitText("Nothing was done");

    assertThat(browser.heading()).isEqualTo("Roll back app:main");
    assertThat(browser.text())
        .contains("app:main changed meanwhile: it is " + brief(third) + " now. Nothing was done")
        .contains("app:main is " + brief(third) + " now");
    assertThat(shop.image("meanwhile", "app:main")).isEqualTo(third);

    browser.press("Roll back");

    browser.awaitText("app:main now");
    assertThat(shop.image("meanwhile", "app:main")).isEqualTo(images.get(0));
  }

  @Test
  void otherTagsOfTheStreamMayMoveMeanwhile() throws Exception {
    List<String> images = shop.project("beside");
    form("beside", "rollback?tag=main");
    String _ = shop.push("beside", "app", "other", "other");

    browser.press("Roll back");

    browser.awaitText("app:main now");
    assertThat(shop.image("beside", "app:main")).isEqualTo(images.get(0));
  }

  @Test
  void aTagIsHeldAndReleasedWithoutScripts() throws Exception {
    List<String> images = shop.project("hold");
    browser.withoutScripts();
    form("hold", "hold?tag=live").fill("reason", "until Monday").press("Hold");
    browser.awaitText("It is held: ann: until Monday");
    String third = shop.push("hold", "app", "main", "three");
    assertThat(shop.image("hold", "app:live")).isEqualTo(images.get(1));

    browser.go("/console/projects/hold/streams/app/do/release?tag=live");
    browser.awaitText("The same as a command");
    assertThat(browser.text())
        .contains("app:live is held (ann: until Monday)")
        .contains("It follows app:main again, and becomes " + brief(third) + ", as that is now")
        .contains("rolls from " + brief(images.get(1)) + " to " + brief(third));
    browser.press("Release").awaitText("app:live now");

    assertThat(shop.image("hold", "app:live")).isEqualTo(third);
  }

  @Test
  void aTagAndThenTheStreamAreDeleted() throws Exception {
    List<String> _ = shop.project("gone");
    form("gone", "delete?tag=live");
    assertThat(browser.text())
        .contains("goes with its history")
        .contains("Deployment web")
        .contains("oc delete istag -n gone app:live");
    browser.press("Delete");
    browser.awaitText("app:live is gone");
    assertThat(shop.admin().fails("get", "istag", "app:live", "-n", "gone")).contains("not found");

    browser.go("/console/projects/gone/streams/app/do/delete").press("Delete");

    browser.awaitText("app is gone");
    assertThat(shop.admin().fails("get", "is", "app", "-n", "gone")).contains("not found");
  }
}
