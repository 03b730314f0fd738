package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;

/** Forms do what their reader may do, and only where the reader sent them from a page of ours. */
@Timeout(120)
class ConsoleRefusalsTest {
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

  private static String page(String project, String form) {
    return "/console/projects/" + project + "/streams/app/do/" + form;
  }

  /** Posts with the browser's session as curl does; the status and what is read. */
  private String post(String path, List<String> headers, String... fields) throws Exception {
    String cookies =
        browser.driver().manage().getCookies().stream()
            .map((Cookie cookie) -> cookie.getName() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    List<String> line = new ArrayList<>(List.of("-sk", "-w", "%{http_code}", "-b", cookies));
    headers.forEach(header -> line.addAll(List.of("-H", header)));
    for (String field : fields) {
      line.addAll(List.of("--data-urlencode", field));
    }
    line.add(shop.server().api() + path);
    return RealClient.required(Map.of(), "curl").run(line.toArray(String[]::new));
  }

  private String hidden(String name) {
    return browser
        .driver()
        .findElement(By.cssSelector("form.confirm input[name=" + name + "]"))
        .getDomAttribute("value");
  }

  @Test
  void whoMayOnlyLookGetsNoButtonAndARefusalAllTheSame() throws Exception {
    List<String> images = shop.project("look");
    browser.go(page("look", "rollback?tag=main")).login("vic", "secret");
    browser.awaitText("You may look at this, and not do it");
    assertThat(browser.driver().findElements(By.cssSelector("form.confirm"))).isEmpty();
    String csrf = browser.driver().findElement(By.name("csrf")).getDomAttribute("value");

    String answer =
        post(
            page("look", "rollback"),
            List.of(),
            "csrf=" + csrf,
            "tag=main",
            "to=" + images.get(0),
            "seen=" + seenByAdmin("look"));

    assertThat(answer).contains("You may not do this").contains("cannot patch").endsWith("403");
    assertThat(shop.image("look", "app:main")).isEqualTo(images.get(1));
    await()
        .untilAsserted(
            () ->
                assertThat(shop.audited("look"))
                    .containsExactly("vic patch imagestreamtags app:main 403"));
  }

  /** What the form would send back of the tag as it is. */
  private String seenByAdmin(String project) {
    try (Browser other = Browser.open(shop.server())) {
      other.go(page(project, "rollback?tag=main")).login("ann", "secret");
      Browser _ = other.awaitText("Roll back app:main");
      return String.valueOf(
          other
              .driver()
              .findElement(By.cssSelector("form.confirm input[name=seen]"))
              .getDomAttribute("value"));
    }
  }

  @Test
  void aFormFromElsewhereDoesNothing() throws Exception {
    List<String> images = shop.project("elsewhere");
    browser.go(page("elsewhere", "rollback?tag=main")).login("ann", "secret");
    browser.awaitText("Roll back app:main");
    String csrf = hidden("csrf");
    String[] sent = {"csrf=" + csrf, "tag=main", "to=" + images.get(0), "seen=" + hidden("seen")};
    String path = page("elsewhere", "rollback");

    assertThat(post(path, List.of("Origin: https://evil.example"), sent)).endsWith("403");
    sent[0] = "csrf=" + csrf.substring(1) + "x";
    assertThat(post(path, List.of(), sent)).contains("Nothing was done").endsWith("403");
    sent[0] = "nothing=";
    assertThat(post(path, List.of(), sent)).endsWith("403");
    assertThat(shop.image("elsewhere", "app:main")).isEqualTo(images.get(1));

    sent[0] = "csrf=" + csrf;
    assertThat(post(path, List.of(), sent)).endsWith("303");
    assertThat(shop.image("elsewhere", "app:main")).isEqualTo(images.get(0));
  }

  @Test
  void theAuditLogHasEachWriteAsOfTheApi() throws Exception {
    List<String> _ = shop.project("audit");
    browser
        .go(page("audit", "hold?tag=live"))
        .login("ann", "secret")
        .press("Hold")
        .awaitText("app:live now");
    browser.go(page("audit", "release?tag=live")).press("Release").awaitText("app:live now");
    browser.go(page("audit", "delete?tag=live")).press("Delete").awaitText("app:live is gone");
    browser.go(page("audit", "delete")).press("Delete").awaitText("app is gone");

    await()
        .untilAsserted(
            () ->
                assertThat(shop.audited("audit"))
                    .containsExactly(
                        "ann patch imagestreamtags app:live 200",
                        "ann patch imagestreamtags app:live 200",
                        "ann delete imagestreamtags app:live 200",
                        "ann delete imagestreams app 200"));
  }

  @Test
  void rightsThatEndOnThePageEndTheFormToo() throws Exception {
    List<String> images = shop.project("ended");
    browser.go(page("ended", "rollback?tag=main")).login("ann", "secret");
    browser.awaitText("Roll back app:main");
    String _ =
        shop.admin().says("adm", "policy", "remove-role-from-user", "admin", "ann", "-n", "ended");

    browser.press("Roll back").awaitText("cannot get");

    assertThat(browser.heading()).isIn("You may not do this", "This did not work");
    assertThat(shop.image("ended", "app:main")).isEqualTo(images.get(1));
  }

  @Test
  void aCopyIsOfTheImageThatTheFormSaid() throws Exception {
    List<String> images = shop.project("copied");
    browser.go(page("copied", "tag?tag=kept&source=app:main")).login("ann", "secret");
    browser.awaitText("It becomes " + images.get(1).substring(0, 19));
    String third = shop.push("copied", "app", "main", "three of copied");

    browser.press("Tag").awaitText("app:main is another image by now");
    assertThat(shop.object("copied", "is", "app").path("status").toString()).doesNotContain("kept");

    browser.press("Tag").awaitText("app:kept now");
    assertThat(shop.image("copied", "app:kept")).isEqualTo(third);
  }

  @Test
  void whatIsNotThereCannotBeDeleted() throws Exception {
    List<String> _ = shop.project("nothing");
    browser.go(page("nothing", "delete")).login("ann", "secret");
    browser.awaitText("Delete app");

    String answer =
        post(
            "/console/projects/nothing/streams/absent/do/delete",
            List.of(),
            "csrf=" + hidden("csrf"),
            "seen=none");

    assertThat(answer).contains("\"absent\" not found").endsWith("404");
  }
}
