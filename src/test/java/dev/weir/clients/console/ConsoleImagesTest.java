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
import tools.jackson.databind.JsonNode;

/** What a tag is, what an image is made of, and what differs between two. */
@Timeout(120)
class ConsoleImagesTest {
  private static final String HOSTILE = "<script>document.title=1</script>";

  @TempDir static Path work;
  private static ServerProcess server;
  private static ApiCaller caller;
  private static WeirCalls admin;
  private static PushedImages pushes;
  private static Pushed first;
  private static Pushed second;

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
    caller = ApiCaller.of(server);
    admin = new WeirCalls(server.environment(work), work);
    pushes = new PushedImages(caller);
    String _ = admin.says("create", "namespace", "shop");
    String _ =
        admin.says(
            "create", "rolebinding", "ann", "--clusterrole=admin", "--user=ann", "-n", "shop");
    String _ =
        admin.says(
            "create",
            "role",
            "look",
            "--verb=get,list,watch",
            "--resource=imagestreams.image.openshift.io,imagestreamimages.image.openshift.io",
            "-n",
            "shop");
    String _ =
        admin.says("create", "rolebinding", "ben", "--role=look", "--user=ben", "-n", "shop");
    first =
        pushes.image(
            "shop/app",
            "live",
            "{'Env':['PATH=/bin','TOKEN=s3cret'],'User':'root','ExposedPorts':{'8080/tcp':{}},"
                + "'Entrypoint':['/app'],'Labels':{'version':'1','"
                + HOSTILE
                + "':'"
                + HOSTILE
                + "','long':'"
                + "x".repeat(253)
                + "'}}",
            "make base",
            "make app v1");
    second =
        pushes.image(
            "shop/app",
            "live",
            "{'Env':['PATH=/bin','DEBUG=1'],'User':'1001','ExposedPorts':{'8080/tcp':{}},"
                + "'Entrypoint':['/app'],'Cmd':['"
                + HOSTILE
                + "'],'Labels':{'version':'2'}}",
            "make base",
            "make app v2");
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

  private Browser as(String user, String path) {
    return browser.go(path).login(user, "secret");
  }

  private static String app(String rest) {
    return "/console/projects/shop/streams/app/" + rest;
  }

  @Test
  void aTagShowsItsImageAndWhoMovedIt() {
    as("ann", app("tags/live"));

    assertThat(browser.heading()).isEqualTo("app:live");
    assertThat(browser.text())
        .contains(second.digest(), "linux/amd64", "8080/tcp", "1001", "RUN make app v2")
        .contains("podman pull " + server.registry() + "/shop/app:live")
        .contains("/shop/app@" + second.digest())
        .contains("Push", "system:admin", first.digest().substring(0, 19), "Roll back");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void twoEventsStandSideBySide() {
    as("ann", app("tags/live"));
    browser.driver().findElement(By.partialLinkText("with before")).click();

    assertThat(browser.heading()).isEqualTo("Compare images");
    assertThat(browser.text())
        .contains("User", "root", "1001", "TOKEN", "s3cret", "DEBUG")
        .contains("RUN make app v1", "RUN make app v2", "Layers removed: 1", "Layers added: 1")
        .contains("Layers shared: 1");
    browser.follow("The other way round");
    assertThat(browser.path())
        .contains("from=" + second.digest().replace(":", "%3A"))
        .contains("to=" + first.digest().replace(":", "%3A"));
  }

  @Test
  void anOlderImageTellsWhichTagHadIt() {
    as("ann", app("images/" + first.digest().substring(0, 19)));

    assertThat(browser.text()).contains("live had it before", "RUN make app v1", "Ann");
    browser.driver().findElement(By.partialLinkText("it has now")).click();
    assertThat(browser.heading()).isEqualTo("Compare images");
  }

  @Test
  void theEnvironmentIsForThoseWhoMayPull() {
    as("ben", app("images/" + first.digest()));

    assertThat(browser.text()).contains(first.digest(), "for those who may pull");
    String source = browser.driver().getPageSource();
    assertThat(source).doesNotContain("s3cret", "TOKEN", "RUN make");

    browser.go(app("compare?from=" + first.digest() + "&to=" + second.digest()));
    assertThat(browser.driver().getPageSource()).contains("1001").doesNotContain("s3cret", "DEBUG");
  }

  @Test
  void whoMovedATagIsForThoseWhoMayReadItsHistory() {
    as("ben", app("tags/live"));

    assertThat(browser.text())
        .contains(second.digest(), first.digest().substring(0, 19), "with before")
        .doesNotContain("system:admin", "Roll back");
  }

  @Test
  void whatPeopleWroteIsText() {
    as("ann", app("images/" + first.digest()));
    browser.driver().findElement(By.id("labels")).click();

    assertThat(browser.text()).contains(HOSTILE);
    assertThat(browser.driver().getTitle()).endsWith("Weir");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aListLeadsToTheImageOfEachPlatform() throws Exception {
    Pushed amd = pushes.image("shop/many", "", "{'Cmd':['amd']}", "amd");
    Pushed arm = pushes.image("shop/many", "", "{'Cmd':['arm']}", "arm");
    Pushed list = pushes.list("shop/many", "all", List.of("amd64", "arm64"), amd, arm);
    Pushed newer = pushes.list("shop/many", "all", List.of("amd64", "s390x"), amd, arm);
    as("ann", "/console/projects/shop/streams/many/tags/all");

    assertThat(browser.text()).contains("linux/amd64", "linux/s390x");
    browser.driver().findElement(By.partialLinkText(arm.digest().substring(0, 19))).click();
    assertThat(browser.text()).contains("RUN arm", "a part of one that lists it");

    browser.go(
        "/console/projects/shop/streams/many/compare?from="
            + list.digest()
            + "&to="
            + newer.digest());
    assertThat(browser.text()).contains("linux/arm64: removed", "linux/s390x: added");
  }

  @Test
  void aTagFollowsWhatIsPushed() throws Exception {
    Pushed _ = pushes.image("shop/moving", "live", "{'Cmd':['one']}", "one");
    as("ann", "/console/projects/shop/streams/moving/tags/live");
    browser.awaitText("RUN one");

    Pushed next = pushes.image("shop/moving", "live", "{'Cmd':['two']}", "two");

    browser.awaitText(next.digest());
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aTagWithoutAnImageSaysWhatItIsToBe() throws Exception {
    JsonNode _ =
        caller.create(
            "/apis/image.openshift.io/v1/namespaces/shop/imagestreams",
            """
            {'apiVersion':'image.openshift.io/v1','kind':'ImageStream','metadata':{'name':'empty'},
             'spec':{'tags':[{'name':'live','from':{'kind':'DockerImage','name':'127.0.0.1:1/a/none:1'}}]}}\
            """);
    as("ann", "/console/projects/shop/streams/empty/tags/live");

    assertThat(browser.heading()).isEqualTo("empty:live");
    assertThat(browser.text()).contains("has no image yet", "imported from 127.0.0.1:1/a/none:1");
  }

  @Test
  void whatIsNotThereLooksLikeWhatMayNotBeSeen() {
    as("ben", "/console/projects/shop/streams/app/tags/none");
    assertThat(browser.driver().getPageSource()).doesNotContain("live");
    browser.go(app("images/sha256:00"));
    String missing = browser.heading();
    String _ = admin.says("create", "namespace", "hidden");
    browser.go("/console/projects/hidden/streams/app/tags/live");

    assertThat(browser.heading()).isEqualTo(missing);
    browser.go("/console/projects/nowhere/streams/app/compare");
    assertThat(browser.heading()).isEqualTo(missing);
  }

  @Test
  void allOfItWorksWithoutScripts() {
    browser.withoutScripts();
    as("ann", app("tags/live"));
    browser.driver().findElement(By.partialLinkText("with before")).click();

    assertThat(browser.text()).contains("Layers added: 1");
    browser.driver().navigate().back();
    assertThat(browser.heading()).isEqualTo("app:live");
  }

  @Test
  void signaturesAndSbomsAreListed() throws Exception {
    Pushed signed = pushes.image("shop/signed", "v1", "{'Cmd':['x']}", "signed");
    String image = server.registry() + "/shop/signed@" + signed.digest();
    RealClient oras = RealClient.ofGo(server.environment(work), "oras").in(work);
    Path bill = Files.writeString(work.resolve("sbom.json"), "{\"spdxVersion\":\"SPDX-2.3\"}");
    String _ =
        oras.run(
            "attach",
            "--plain-http",
            "-u",
            "admin",
            "-p",
            caller.administrator(),
            "--artifact-type",
            "application/spdx+json",
            image,
            bill.getFileName() + ":application/spdx+json");
    String _ =
        oras.run(
            "attach",
            "--plain-http",
            "-u",
            "admin",
            "-p",
            caller.administrator(),
            "--artifact-type",
            "application/vnd.dev.cosign.artifact.sig.v1+json",
            image,
            bill.getFileName() + ":application/json");
    as("ann", "/console/projects/shop/streams/signed/tags/v1");

    assertThat(browser.text())
        .contains("Signatures, SBOMs and attestations", "SBOM", "application/spdx+json")
        .contains("Signature", "application/vnd.dev.cosign.artifact.sig.v1+json");
  }

  @Test
  void whatOlderClientsPushUnderTagsIsListedToo() throws Exception {
    Pushed app = pushes.image("shop/old", "v1", "{'Cmd':['x']}", "old");
    String tag = app.digest().replace(':', '-');
    Pushed _ = pushes.image("shop/old", tag + ".sig", "{}", "signature");
    Pushed bill = pushes.image("shop/old", "", "{}", "bill");
    Pushed _ = pushes.list("shop/old", tag, List.of("any"), bill);
    as("ann", "/console/projects/shop/streams/old/tags/v1");

    assertThat(browser.text()).contains("Signature", tag + ".sig", bill.digest().substring(0, 19));
    browser.driver().findElement(By.partialLinkText(".sig")).click();
    assertThat(browser.heading()).isEqualTo("old:" + tag + ".sig");
  }

  @Test
  void aLongHistoryIsShownInPages() throws Exception {
    for (int i = 0; i < 12; i++) {
      Pushed _ = pushes.image("shop/long", "live", "{'User':'" + i + "'}", "long");
    }
    as("ann", "/console/projects/shop/streams/long/tags/live");
    assertThat(browser.text()).contains("12 in all");

    browser.follow("Next");

    assertThat(browser.driver().findElements(By.cssSelector("[aria-label=History] tbody tr")))
        .hasSize(2);
  }

  @Test
  void pagesCanBeUsedByEverybody() throws Exception {
    as("ann", app("tags/live"));
    String comparison = app("compare?from=" + first.digest() + "&to=" + second.digest());
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {Browser.WIDE, Browser.NARROW}) {
        String end = "-%s-%d".formatted(dark ? "dark" : "light", width);
        look(app("tags/live"), dark, width, "tag" + end);
        look(app("images/" + first.digest()), dark, width, "image" + end);
        look(comparison, dark, width, "compare" + end);
      }
    }
  }

  private void look(String path, boolean dark, int width, String name) throws Exception {
    browser.dark(dark).width(width).go(path);
    browser.driver().findElements(By.tagName("summary")).forEach(it -> it.click());
    browser.picture(name);
    assertThat(browser.violations()).as(name).isEmpty();
    assertThat(browser.overflow()).as(name).isZero();
  }
}
