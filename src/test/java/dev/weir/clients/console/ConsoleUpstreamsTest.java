package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.TestPushes;
import dev.weir.clients.WeirCalls;
import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Registries that refuse, fail, or grant little, and checks of what is stored, as operators see
 * them; and what of it those see who look after a project.
 */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleUpstreamsTest {
  private static final String ALL = "/console/operations";
  private static final String SHOP = "/console/projects/shop/usage";
  private static final String DEAD = "127.0.0.1:1";

  @TempDir static Path work;
  private static final FakeRegistry busy = FakeRegistry.plain();
  private static final FakeRegistry sparing = FakeRegistry.plain();
  private static final FakeRegistry others = FakeRegistry.plain();
  private static ServerProcess server;
  private static WeirCalls admin;
  private static TestPushes.Pushed pushed;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    Path data = Files.createDirectories(work.resolve("data"));
    String users = data.resolve("users.htpasswd").toString();
    String _ = htpasswd.run("-cbB", users, "ann", "secret");
    String _ = htpasswd.run("-bB", users, "vic", "secret");
    String _ = htpasswd.run("-bB", users, "olga", "secret");
    server = ServerProcess.start(data);
    admin = new WeirCalls(server.environment(work), work);
    for (String project : new String[] {"shop", "other"}) {
      String _ = admin.says("new-project", project);
    }
    String _ = admin.says("policy", "add-role-to-user", "admin", "ann", "-n", "shop");
    String _ = admin.says("policy", "add-role-to-user", "view", "vic", "-n", "shop");
    String _ = admin.says("adm", "policy", "add-cluster-role-to-user", "cluster-reader", "olga");
    try (ApiCaller caller = ApiCaller.of(server)) {
      pushed = new TestPushes(caller).image(caller.administrator(), "shop/app", "live", "one");
      String token = admin.says("create", "token", "builder", "-n", "other").strip();
      assertThat(caller.api(token, "GET", "/api/v1/namespaces/shop/secrets", "").status())
          .isEqualTo(403);
    }
    for (FakeRegistry one : new FakeRegistry[] {busy, sparing, others}) {
      var _ = TestImages.single(one.repository("team/app"), "v1");
    }
    FakeRateLimit limit = FakeRateLimit.docker(100, Duration.ofHours(6));
    sparing.rateLimit(limit);
    limit.leave(12);
    busy.failAlways("/manifests/", Fault.tooMany("600"));
    others.failAlways("/manifests/", new Fault.Status(500, "UNKNOWN"));
    scheduled("shop", busy.host());
    scheduled("shop", sparing.host());
    scheduled("other", others.host());
    for (int n = 0; n < 3; n++) {
      var _ =
          admin.attempt(
              "",
              "import-image",
              "gone:v1",
              "--from=" + DEAD + "/team/gone:v1",
              "--confirm",
              "-n",
              "shop");
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> upstream(busy.host()).has("held") && upstream(others.host()).has("held"));
  }

  private static void scheduled(String project, String host) {
    String _ =
        admin.says(
            "tag",
            host + "/team/app:v1",
            "of" + host.substring(host.indexOf(':') + 1) + ":1",
            "--scheduled",
            "--insecure",
            "-n",
            project);
  }

  private static JsonNode status() {
    return Json.parse(admin.attempt("", "adm", "status", "-o", "json").out());
  }

  private static JsonNode upstream(String host) {
    return status()
        .path("upstreams")
        .valueStream()
        .filter(one -> Json.string(one, "host").equals(host))
        .findFirst()
        .orElseGet(Json::object);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    busy.close();
    sparing.close();
    others.close();
  }

  @BeforeEach
  void open() {
    browser = Browser.open(server);
  }

  private String row(String host) {
    return browser.rows().stream().filter(row -> row.contains(host)).findFirst().orElseThrow();
  }

  @Test
  @Order(1)
  void operatorsSeeWhomTheServerLeavesAloneUntilWhenAndWhy() {
    browser.go(ALL).login("olga", "secret");

    assertThat(row(busy.host()))
        .contains("Left alone, as it is asked too often; it is asked again in", "answered 429");
    assertThat(row(others.host())).contains("Does not answer: its first failure was", "500");
    assertThat(row(DEAD)).contains("Does not answer", "ago", "connection refused");
    assertThat(row(sparing.host()))
        .contains("11 of 100 pulls, more in", "No manifest is fetched by work in the background");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void whoLooksAfterAProjectSeesThoseOfItsStreamsAloneAndNotWhatTheySaidToOthers() {
    browser.go(SHOP).login("ann", "secret");

    assertThat(row(busy.host())).contains("Left alone, as it is asked too often");
    assertThat(row(DEAD)).contains("Does not answer: its first failure was");
    assertThat(row(sparing.host())).contains("11 of 100 pulls");
    assertThat(browser.text())
        .doesNotContain(others.host())
        .contains("Refused of late", "list secrets in project \"shop\"");
    browser.go(ALL);
    assertThat(browser.text()).doesNotContain(others.host(), DEAD);
  }

  @Test
  @Order(3)
  void whoOnlyLooksIsNotToldWhoWasRefused() {
    browser.go(SHOP).login("vic", "secret");

    assertThat(browser.text())
        .contains(busy.host())
        .doesNotContain("Refused of late", others.host());
  }

  @Test
  @Order(4)
  void theCommandSaysTheSame() {
    assertThat(admin.says("adm", "status"))
        .contains("Other registries:", "nobody asked for one yet")
        .containsPattern(busy.host() + " +<none> +\\d+m.* 429: ")
        .containsPattern(DEAD + " +\\d+.* +<none> +.*connection refused");
    assertThat(upstream(sparing.host()).at("/granted/remaining").asLong()).isEqualTo(11);
    assertThat(upstream(sparing.host()).at("/pullsHeld/reason").asString()).isEqualTo("Kept");
  }

  @Test
  @Order(5)
  void operatorsSeeWhatTheLastCheckFound() throws Exception {
    browser.go(ALL).login("olga", "secret");
    assertThat(browser.text())
        .contains("nobody asked for one yet", "compares each blob once in 30d", "no damaged blob");

    String _ = admin.says("storage", "check", "--rate", "0");
    browser.go(ALL);
    assertThat(browser.text()).contains("nothing amiss in 3 blobs").doesNotContain("Amiss:");

    String digest = pushed.parts().iterator().next();
    String hex = digest.substring("sha256:".length());
    Files.delete(work.resolve("data/blobs/blobs/sha256/" + hex.substring(0, 2) + "/" + hex));
    var _ = admin.attempt("", "storage", "check", "--rate", "0");
    browser.go(ALL);
    assertThat(browser.text())
        .contains("Amiss: 2 findings, 0 of them repaired", "the check of the storage of")
        .contains("\"weir storage check --repair\" mends");
    JsonNode last = status().at("/checks/last");
    assertThat(last.path("findings").asLong()).isEqualTo(2);
    assertThat(last.path("ended").asString()).isNotEmpty();

    Pages.canBeUsedByEverybody(browser, "operations-upstreams");
    browser.go(SHOP);
    Pages.canBeUsedByEverybody(browser, "usage-upstreams");
  }
}
