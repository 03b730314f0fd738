package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.TestPushes;
import dev.weir.clients.WeirCalls;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
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
import tools.jackson.databind.node.ObjectNode;

/** A stream is lanes of what its tags were, by whom and from where, and tells what is wrong. */
@Timeout(120)
class ConsoleStreamTest {
  private static final String APP = "/console/projects/shop/streams/app";
  private static final String SCRIPT = "<script>document.title='hacked'</script>";

  @TempDir static Path work;
  private static ServerProcess server;
  private static ApiCaller caller;
  private static TestPushes pushes;
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
    caller = ApiCaller.of(server);
    pushes = new TestPushes(caller);
    push("app", "main", "1");
    push("app", "main", "2");
    String _ = shop("tag", "--alias", "app:main", "app:live");
    push("app", "main", "3");
    String _ = shop("tag", "app:main", "app:kept");
    String _ = shop("rollback", "app:live", "--reason", SCRIPT);
    String _ =
        admin
            .attempt(
                "",
                "import-image",
                "app:base",
                "--from=127.0.0.1:1/acme/base:1",
                "--confirm",
                "--insecure",
                "-n",
                "shop")
            .out();
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
  void aLaneShowsPushesMovesRollbackAndHoldByWhomAndFromWhere() {
    browser.go(APP).login("ann", "secret");

    assertThat(events("main"))
        .hasSize(3)
        .allMatch(event -> event.startsWith("pushed\nby system:admin\n"))
        .allMatch(event -> event.contains(" ago\n"));
    assertThat(lane("main")).contains("status only", "followed by live", "who runs it");
    assertThat(lane("live")).contains("spec and status");
    assertThat(events("live").get(0)).startsWith("hold").contains("weir release app:live");
    assertThat(events("live").get(1)).startsWith("rolled back\nby system:admin");
    assertThat(events("live").get(2)).startsWith("pushed").contains("from app:main");
    assertThat(events("kept").getFirst()).startsWith("tagged").contains("from shop/app");
    assertThat(lane("base")).contains("spec only", "imported from 127.0.0.1:1/acme/base:1");
  }

  @Test
  void anImportThatFailsStandsOnTopWithWhatToDo() {
    browser.go(APP).login("ann", "secret");

    WebElement trouble = browser.driver().findElement(By.cssSelector(".trouble"));
    assertThat(trouble.getText())
        .startsWith("Import failed")
        .contains("base", "InternalError", " ago", "Look whether 127.0.0.1:1 answers")
        .contains("oc import-image app:base -n shop");
    assertThat(trouble.findElement(By.linkText("base")).getAttribute("href"))
        .endsWith(APP + "/tags/base");
  }

  @Test
  void whatIsTypedToPullAndPushIsThereToCopy() {
    browser.withoutScripts().go(APP).login("ann", "secret");
    browser.driver().findElement(By.cssSelector("#commands summary")).click();

    String there = server.registry() + "/shop/app:";
    assertThat(browser.text())
        .contains("podman pull " + there, "docker push " + there)
        .contains("oc registry login --registry=" + server.registry());
  }

  @Test
  void lanesFollowWhatHappensWithoutAReload() throws Exception {
    push("moving", "one", "m1");
    browser.go("/console/projects/shop/streams/moving").login("ann", "secret");
    browser.driver().findElement(By.cssSelector("#commands summary")).click();

    push("moving", "one", "m2");
    push("moving", "two", "m3");
    String _ = shop("hold", "moving:one", "--reason", "an incident");

    browser.awaitText("an incident").awaitText("two");
    assertThat(events("one")).hasSize(3);
    assertThat(browser.driver().findElement(By.id("commands")).getAttribute("open")).isNotNull();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void searchStateAndPageStandInTheAddressOfThousandsOfTags() throws Exception {
    StringBuilder tags = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      tags.append(i == 0 ? "" : ",")
          .append("{'name':'v%d.0','reference':true,".formatted(i))
          .append("'from':{'kind':'DockerImage','name':'quay.io/acme/app:%d'}}".formatted(i));
    }
    var _ =
        caller.create(
            "/apis/image.openshift.io/v1/namespaces/shop/imagestreams",
            "{'apiVersion':'image.openshift.io/v1','kind':'ImageStream','metadata':{'name':'big'},"
                + "'spec':{'tags':["
                + tags
                + "]}}");
    browser.go("/console/projects/shop/streams/big?sort=name").login("ann", "secret");
    assertThat(browser.text()).contains("5000 in all", "v4999.0");

    browser.fill("q", "v499").press("Search");
    assertThat(browser.text()).contains("11 in all");
    browser.driver().navigate().back();
    browser.follow("Next");
    assertThat(browser.path()).contains("page=2");
    assertThat(browser.text()).contains("v4979.0").doesNotContain("v4980.0");
  }

  @Test
  void aTagOfMoreEventsThanOneAnswerHasSaysHowManyAndWhereTheyAre() throws Exception {
    String streams = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams";
    String digest = "sha256:" + "a".repeat(64);
    StringBuilder items = new StringBuilder();
    for (int i = 1005; i > 0; i--) {
      items
          .append(i == 1005 ? "" : ",")
          .append("{'created':'%s',".formatted(Instant.EPOCH.plusSeconds(i)))
          .append("'dockerImageReference':'quay.io/acme/app@%s',".formatted(digest))
          .append("'image':'%s','generation':1}".formatted(digest));
    }
    ObjectNode stream =
        (ObjectNode)
            caller.create(
                streams,
                "{'apiVersion':'image.openshift.io/v1','kind':'ImageStream',"
                    + "'metadata':{'name':'long'},'spec':{'lookupPolicy':{'local':false}}}");
    String tags = "{'tags':[{'tag':'one','items':[" + items + "]}]}";
    stream.set("status", Json.parse(tags.replace('\'', '"')));
    String admin = caller.administrator();
    assertThat(caller.api(admin, "PUT", streams + "/long/status", stream.toString()).status())
        .isEqualTo(200);

    browser.go("/console/projects/shop/streams/long/tags/one?page=10").login("ann", "secret");

    assertThat(browser.text())
        .contains("These are the newest 1000; 5 older ones are not shown here")
        .contains("weir tag history long:one --all -n shop");
  }

  @Test
  void theHeadTellsWhatTheObjectSaysOfItself() throws Exception {
    push("told", "one", "t1");
    String _ = shop("label", "is", "told", "tier=front", "example.com/team=", "app=web");
    String _ = shop("annotate", "is", "told", "description=What the shop sells");
    String made =
        Json.parse(shop("get", "is", "told", "-o", "json"))
            .at("/metadata/creationTimestamp")
            .asString();
    browser.go("/console/projects/shop/streams/told").login("ann", "secret");

    assertThat(browser.text()).contains("What the shop sells", "Created");
    assertThat(
            browser
                .driver()
                .findElement(By.cssSelector(".stream-facts time"))
                .getDomAttribute("datetime"))
        .isEqualTo(made);
    browser.driver().findElement(By.cssSelector("#yaml summary")).click();
    String line = browser.driver().findElement(By.cssSelector("#yaml pre")).getText();
    assertThat(line).isEqualTo("oc get imagestream told -n shop -o yaml");
    assertThat(admin.says(line.replaceFirst("^oc ", "").split(" "))).contains("tier: front");
    Pages.canBeUsedByEverybody(browser, "stream-head");

    browser.follow("example.com/team=");
    assertThat(browser.path()).isEqualTo("/console/projects/shop?label=example.com%2Fteam%3D");
    assertThat(browser.rows()).singleElement().asString().startsWith("told");
    browser.driver().navigate().back();
    browser.follow("tier=front");
    assertThat(browser.rows()).singleElement().asString().startsWith("told");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void hostileWordsAreWords() throws Exception {
    String long253 = "a".repeat(63) + "/" + "b".repeat(63);
    var _ =
        caller.create(
            "/apis/image.openshift.io/v1/namespaces/shop/imagestreams",
            ("{'apiVersion':'image.openshift.io/v1','kind':'ImageStream','metadata':{'name':'%s','labels':{'%s':'x'},'annotations':{'description':'%s"
                 + " \\'};'}},'spec':{'tags':[{'name':'t','annotations':{'weir.dev/hold':'%s'},"
                 + "'from':{'kind':'DockerImage','name':'quay.io/acme/app:1'},'reference':true}]}}")
                .formatted(
                    "n".repeat(250), long253, SCRIPT.replace("'", "`"), SCRIPT.replace("'", "`"))
                .replace("\\'", "`"));
    browser.go("/console/projects/shop/streams/" + "n".repeat(250)).login("ann", "secret");

    assertThat(browser.text()).contains("<script>document.title=`hacked`</script>");
    assertThat(browser.driver().getTitle()).doesNotContain("hacked");
    for (int width : new int[] {Browser.WIDE, Browser.NARROW}) {
      browser.width(width);
      assertThat(browser.overflow()).isZero();
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aStreamThatIsNotThereLooksAsOneThatMayNotBeSeen() {
    String _ = admin.says("new-project", "hidden");
    String _ = admin.says("create", "imagestream", "app", "-n", "hidden");
    browser.go("/console/projects/hidden/streams/app").login("ann", "secret");
    String hidden = browser.text();
    browser.go("/console/projects/hidden/streams/none");

    assertThat(browser.text()).isEqualTo(hidden).contains("Nothing to see here");
  }

  @Test
  void aStreamThatGoesAwayUnderItsReaderIsSaidToBeGone() throws Exception {
    push("short", "one", "s1");
    browser.go("/console/projects/shop/streams/short").login("ann", "secret");

    String _ = shop("delete", "imagestream", "short");

    browser.awaitText("Nothing to see here");
  }

  @Test
  void thePageCanBeUsedByEverybody() throws Exception {
    browser.go(APP).login("ann", "secret");
    browser.driver().findElement(By.cssSelector("#commands summary")).click();
    Pages.canBeUsedByEverybody(browser, "stream");
  }

  private static void push(String stream, String tag, String text) throws Exception {
    var _ = pushes.image(caller.administrator(), "shop/" + stream, tag, text);
  }

  private static String shop(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "-n";
    all[arguments.length + 1] = "shop";
    return admin.says(all);
  }

  private String lane(String tag) {
    return browser.driver().findElement(By.id("lane-" + tag)).getText();
  }

  private List<String> events(String tag) {
    return browser.driver().findElements(By.cssSelector("#lane-" + tag + " .event")).stream()
        .map(WebElement::getText)
        .toList();
  }
}
