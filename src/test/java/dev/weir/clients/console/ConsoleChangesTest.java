package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.Select;
import tools.jackson.databind.JsonNode;

/** Tags are pointed and imported, pull secrets linked and histories pruned, after a look first. */
@Timeout(120)
class ConsoleChangesTest {
  @TempDir static Path work;
  private static Shop shop;

  @AutoClose private Browser browser;
  @AutoClose private final FakeRegistry upstream = FakeRegistry.plain();

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

  private Browser form(String path, String heading) {
    return browser.go("/console/projects/" + path).login("ann", "secret").awaitText(heading);
  }

  private static String brief(String digest) {
    return digest.substring(0, 19) + "…";
  }

  private void choose(String field, String value) {
    new Select(browser.driver().findElement(By.name(field))).selectByValue(value);
  }

  @Test
  void aTagIsPointedAtAnotherAndMovesWithItFromThenOn() throws Exception {
    List<String> images = shop.project("point");
    form("point/streams/app/do/tag", "Tag app").fill("tag", "next").fill("source", "app:main");
    browser.press("Show what will happen");
    browser.awaitText("It becomes " + brief(images.get(1)) + ", and stays that");
    choose("how", "track");
    browser.press("Show what will happen");
    browser
        .awaitText("and moves with app:main from now on")
        .awaitText("oc tag -n point --alias app:main app:next");
    assertThat(browser.text()).contains("No workload that you may see follows it.");

    browser.press("Tag").awaitText("It follows app:main.");

    String third = shop.push("point", "app", "main", "three");
    assertThat(shop.image("point", "app:next")).isEqualTo(third);
    browser.driver().navigate().refresh();
    browser.awaitText("app:next is " + third);
  }

  @Test
  void aTagThatSomebodyElsePointsMeanwhileIsLeftAlone() throws Exception {
    List<String> images = shop.project("race");
    form("race/streams/app/do/tag?tag=live&source=app@" + images.get(0), "It becomes");
    assertThat(browser.text())
        .contains("rolls from " + brief(images.get(1)) + " to " + brief(images.get(0)));
    String _ = shop.admin().says("tag", "--alias", "app:other", "app:live", "-n", "race");

    browser.press("Tag").awaitText("app:live changed meanwhile");

    assertThat(shop.object("race", "istag", "app:live").at("/tag/from/name").asString())
        .isEqualTo("app:other");
    browser.press("Tag").awaitText("app:live is " + images.get(0));
  }

  @Test
  void whatCannotBePointedAtIsSaid() throws Exception {
    List<String> _ = shop.project("odd");
    form("odd/streams/app/do/tag?tag=x&source=nothing:here", "There is no image stream nothing");
    browser.go("/console/projects/odd/streams/app/do/tag?tag=-x&source=app:main");
    browser.awaitText("\"-x\" is no name of a tag");
    browser.go("/console/projects/odd/streams/app/do/tag?tag=x&source=%3Cb%3E");
    browser.awaitText("\"<b>\" names no image");
    assertThat(browser.driver().findElements(By.cssSelector("form.confirm"))).isEmpty();
  }

  @Test
  void aTagIsImportedAfterALookAtItsRegistry() throws Exception {
    List<String> images = shop.project("import");
    FakeRepository repository = upstream.repository("team/app");
    Digest digest = TestImages.single(repository, "imported", "linux", "amd64");
    repository.tag("v1", digest);
    form("import/streams/app/do/import?tag=main", "Import app:main")
        .fill("from", upstream.host() + "/team/app:v1");
    browser.driver().findElement(By.name("insecure")).click();
    choose("mode", "PreserveOriginal");
    choose("reference", "Local");
    browser.press("Look what is there");
    browser.awaitText("app:main becomes " + brief(digest.toString()));
    assertThat(browser.text())
        .contains("--insecure --import-mode=PreserveOriginal --reference-policy=local --confirm")
        .contains("Tags that follow it move")
        .contains("rolls from " + brief(images.get(1)) + " to " + brief(digest.toString()));
    assertThat(shop.image("import", "app:main")).isEqualTo(images.get(1));

    browser.press("Import").awaitText("app:main is " + digest);

    assertThat(shop.image("import", "app:live")).isEqualTo(digest.toString());
    JsonNode tag = shop.object("import", "istag", "app:main").path("tag");
    assertThat(tag.at("/importPolicy/importMode").asString()).isEqualTo("PreserveOriginal");
    assertThat(tag.at("/importPolicy/insecure").asBoolean()).isTrue();
    assertThat(tag.at("/referencePolicy/type").asString()).isEqualTo("Local");
    browser.go("/console/projects/import/streams/app/do/import?tag=main");
    assertThat(browser.driver().findElement(By.id("f-mode")).getAttribute("value"))
        .isEqualTo("PreserveOriginal");
  }

  @Test
  void aWholeRepositoryComesAsANewStreamAndWhatFailsIsSaid() throws Exception {
    List<String> _ = shop.project("whole");
    FakeRepository repository = upstream.repository("team/tools");
    for (String tag : List.of("1", "2")) {
      repository.tag(tag, TestImages.single(repository, "tools " + tag, "linux", "amd64"));
    }
    form("whole/do/import", "Import into whole").fill("stream", "tools").press("Next");
    browser.awaitText("Import tools").fill("from", upstream.host() + "/team/none");
    browser.driver().findElement(By.name("insecure")).click();
    browser.press("Look what is there").awaitText("The repository:");
    assertThat(browser.driver().findElements(By.cssSelector("form.confirm"))).isEmpty();

    browser.fill("from", upstream.host() + "/team/tools").press("Look what is there");
    browser.awaitText("tools:1 becomes").awaitText("Image stream tools is made.");
    browser.awaitText("The import looks again");
    Digest moved = TestImages.single(repository, "tools 3", "linux", "amd64");
    repository.tag("2", moved); // since the form was shown
    browser.press("Import").awaitText("tools has 2 tags");
    browser.awaitText("tools:2 is " + brief(moved.toString()));

    assertThat(shop.admin().says("get", "istag", "-n", "whole")).contains("tools:1", "tools:2");
  }

  @Test
  void aLoginIsMadeAndLinkedAndNeverShownAgain() throws Exception {
    List<String> _ = shop.project("logins");
    form("logins/do/pull-secret", "Link a pull secret")
        .fill("name", "quay")
        .fill("server", "quay.io")
        .fill("username", "robot")
        .fill("password", "hunter2-hunter2")
        .press("Make and link")
        .awaitText("Service account default pulls with Secret quay.");

    assertThat(browser.driver().getPageSource()).doesNotContain("hunter2");
    String data = shop.object("logins", "secret", "quay").at("/data/.dockerconfigjson").asString();
    assertThat(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
        .contains("\"quay.io\"", "hunter2-hunter2");
    assertThat(shop.object("logins", "sa", "default").at("/imagePullSecrets").toString())
        .contains("\"quay\"");

    browser
        .go("/console/projects/logins/do/pull-secret")
        .fill("name", "quay")
        .fill("username", "robot")
        .fill("password", "hunter2-again")
        .press("Make and link")
        .awaitText("already exists");

    assertThat(browser.driver().getPageSource()).contains("robot").doesNotContain("hunter2");
    assertThat(shop.server().log()).doesNotContain("hunter2");
    assertThat(Files.readString(shop.server().data().resolve("audit.log")))
        .doesNotContain("hunter2");
    assertThat(shop.audited("logins"))
        .containsSubsequence(
            "ann create secrets quay 201", "ann update serviceaccounts default 200");
  }

  /**
   * The service account is so large already that it takes no other name: whoever may delete the
   * Secret that was made for it has none, who may not is told of it.
   */
  @Test
  void aLoginThatCannotBeLinkedIsNotLeftBehindOrSaidToBe() throws Exception {
    List<String> _ = shop.project("full");
    shop.fillAccount("full");
    String _ =
        shop.admin()
            .says(
                "create", "role", "makes", "--verb=get,create", "--resource=secrets", "-n", "full");
    String _ =
        shop.admin()
            .says(
                "create",
                "role",
                "links",
                "--verb=get,update",
                "--resource=serviceaccounts",
                "-n",
                "full");
    for (String role : List.of("makes", "links")) {
      String _ =
          shop.admin()
              .says("create", "rolebinding", role, "--role=" + role, "--user=vic", "-n", "full");
    }
    String name = "quay" + "x".repeat(200);

    login("full", name, "ann").awaitText("was deleted again: nothing is left of it");
    assertThat(shop.admin().says("get", "secrets", "-n", "full")).doesNotContain(name);

    browser.driver().manage().deleteAllCookies();
    login("full", name, "vic").awaitText("was made all the same, and you may not delete it");
    assertThat(browser.text()).contains("too large", "oc secrets link default " + name);
    assertThat(shop.admin().says("get", "secrets", "-n", "full")).contains(name);
  }

  private Browser login(String project, String name, String user) {
    return browser
        .go("/console/projects/" + project + "/do/pull-secret")
        .login(user, "secret")
        .fill("name", name)
        .fill("username", "robot")
        .fill("password", "hunter2-hunter2")
        .press("Make and link");
  }

  @Test
  void historiesArePrunedAfterADryRun() throws Exception {
    List<String> _ = shop.project("prune");
    form("prune/do/prune", "Ask who runs the server for the role");
    assertThat(browser.driver().findElements(By.cssSelector("form.confirm"))).isEmpty();
    String _ =
        shop.admin()
            .says("adm", "policy", "add-cluster-role-to-user", "system:image-pruner", "ann");
    browser.go("/console/projects/prune/do/prune?revisions=1&minutes=0");
    browser
        .awaitText("Deleting 2 items from image stream prune/app")
        .awaitText("weir adm prune images -n prune");
    String _ = shop.push("prune", "app", "main", "three");

    browser.press("Prune").awaitText("Something changed meanwhile");
    browser.press("Prune").awaitText("Pruned prune");

    assertThat(shop.admin().says("tag", "history", "app:main", "-n", "prune").lines().count())
        .isEqualTo(2);

    String _ = shop.admin().says("new-project", "prune-too");
    for (String text : new String[] {"four", "five"}) {
      String _ = shop.push("prune-too", "api", "main", text);
    }
    browser.go("/console/projects/prune/do/prune?revisions=1&minutes=0&projects=");
    choose("projects", "all");
    browser.press("Show what would go").awaitText("Prune all projects");
    browser.awaitText("from image stream prune-too/api");
    assertThat(browser.text())
        .contains(
            "weir projects -q | xargs -I{} weir adm prune images -n {} --prune-registry=false");
    browser.press("Prune").awaitText("Pruned all projects");
    assertThat(shop.admin().says("tag", "history", "api:main", "-n", "prune-too").lines().count())
        .isEqualTo(2);
  }
}
