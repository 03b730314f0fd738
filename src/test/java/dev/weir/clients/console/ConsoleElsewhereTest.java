package dev.weir.clients.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.WeirCalls;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of images of other registries: what the import found, what a pull brought, and what
 * a reader asks for.
 */
@Timeout(120)
class ConsoleElsewhereTest {
  private static final String ASK = "Ask its registry";
  private static final FakeRegistry upstream = FakeRegistry.plain();

  @TempDir static Path work;
  private static ServerProcess server;
  private static WeirCalls admin;

  @AutoClose private Browser browser;

  /** An image there, and its configuration's digest. */
  private record Far(String stream, Digest image, Digest config) {}

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
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("policy", "add-role-to-user", "view", "ann", "-n", "shop");
    String _ = admin.says("policy", "add-role-to-user", "system:image-puller", "ann", "-n", "shop");
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
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    upstream.close();
  }

  @BeforeEach
  void open() {
    browser = Browser.open(server);
  }

  @AfterEach
  void mend() {
    upstream.mend();
  }

  /** Imports an image with such a history. */
  private static Far imported(String stream, String history) {
    FakeRepository repository = upstream.repository("team/" + stream);
    byte[] layer = ("layer of " + stream).getBytes(UTF_8);
    byte[] config =
        """
        {"os":"linux","architecture":"arm64","history":[%s],
         "config":{"Env":["OF=%s"],"ExposedPorts":{"8080/tcp":{}},"User":"1001",
                   "Labels":{"stage":"far"}}}\
        """
            .formatted(history, stream)
            .getBytes(UTF_8);
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    Digest of = repository.blob(config);
    manifest
        .putObject("config")
        .put("mediaType", MediaTypes.OCI_CONFIG)
        .put("digest", of.toString())
        .put("size", config.length);
    manifest
        .putArray("layers")
        .addObject()
        .put("mediaType", MediaTypes.OCI_LAYER)
        .put("digest", repository.blob(layer).toString())
        .put("size", layer.length);
    Digest image = repository.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(manifest));
    repository.tag("v1", image);
    String from = "--from=" + upstream.host() + "/team/" + stream + ":v1";
    String _ =
        admin.says("import-image", stream + ":v1", from, "--confirm", "--insecure", "-n", "shop");
    return new Far(stream, image, of);
  }

  private static String line(String text) {
    return "{\"created_by\":\"%s\"}".formatted(text);
  }

  private static String tag(Far image) {
    return "/console/projects/shop/streams/%s/tags/v1".formatted(image.stream());
  }

  private static String image(Far image) {
    return "/console/projects/shop/streams/%s/images/%s".formatted(image.stream(), image.image());
  }

  @Test
  void whatTheImportFoundIsShownAndNobodyIsAskedForAPage() {
    Far far = imported("known", line("COPY elsewhere"));
    long asked = upstream.requests().size();
    browser.go(tag(far)).login("ann", "secret");
    browser.driver().findElement(org.openqa.selenium.By.id("environment")).click();

    assertThat(browser.text())
        .contains("arm64", "1 layer", "Import", "/team/known:v1", "imported from")
        .contains("8080/tcp", "1001", "OF", "which nobody has pulled yet")
        .doesNotContain("COPY elsewhere");
    browser.go(image(far));
    assertThat(upstream.requests()).hasSize((int) asked);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whoWantsToKnowHowItWasMadeAsksOnce() throws Exception {
    Far far = imported("asked", line("COPY asked"));
    browser.go(tag(far)).login("ann", "secret");
    Pages.canBeUsedByEverybody(browser, "elsewhere");
    browser.press(ASK);

    assertThat(browser.path()).isEqualTo(image(far).replace(":", "%3A"));
    assertThat(browser.text()).contains("COPY asked", "linux/arm64").doesNotContain(ASK);
    browser.go(tag(far));
    assertThat(browser.text()).contains("COPY asked");
    assertThat(upstream.count("GET /v2/team/asked/blobs/" + far.config())).isEqualTo(2);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatAPullBroughtIsShown() throws Exception {
    Far far = imported("pulled", line("COPY pulled"));
    try (ApiCaller caller = ApiCaller.of(server)) {
      String token = caller.administrator();
      assertThat(
              caller
                  .registry(token, "GET", "/v2/shop/pulled/blobs/" + far.config(), "", new byte[0])
                  .status())
          .isEqualTo(200);
    }
    browser.go(image(far)).login("ann", "secret");

    browser.awaitText("COPY pulled");
    assertThat(browser.text()).doesNotContain(ASK);
  }

  @Test
  void aRegistryThatDoesNotGiveItIsToldInWords() {
    Far far = imported("refused", line("COPY refused"));
    upstream.failAlways("/team/refused/blobs/", new Fault.Status(403, "DENIED"));
    browser.withoutScripts().go(image(far)).login("ann", "secret");
    browser.press(ASK);

    assertThat(browser.text())
        .contains("The configuration did not come", "answered 403", ASK)
        .doesNotContain("COPY refused");
  }

  @Test
  void nobodyWaitsLongForOneThatIsSilent() {
    Far far = imported("silent", line("COPY silent"));
    upstream.failAlways("/team/silent/blobs/", new Fault.Hang());
    browser.go(image(far)).login("ann", "secret").press(ASK);

    browser.awaitText("has not sent it within 10 s");
  }

  @Test
  void aConfigurationThatDoesNotSayItIsNotAskedForAgain() {
    Far far = imported("bare", "");
    browser.go(image(far)).login("ann", "secret").press(ASK);

    assertThat(browser.text())
        .contains("does not say how they were made")
        .doesNotContain(ASK, "The configuration did not come");
  }

  @Test
  void whoMayNotPullMayNotAskEither() {
    Far far = imported("closed", line("COPY closed"));
    browser.go(image(far)).login("ben", "secret");
    long asked = upstream.requests().size();
    assertThat(browser.text()).contains("for those who may pull").doesNotContain(ASK);

    Object _ =
        ((org.openqa.selenium.JavascriptExecutor) browser.driver())
            .executeScript(
                """
                const form = document.querySelector('form[action*="theme"]').cloneNode(true);
                form.action = location.pathname;
                document.body.append(form);
                form.submit();
                """);
    browser.awaitText("The configuration did not come");
    assertThat(browser.text()).contains("cannot").doesNotContain("COPY closed");
    assertThat(upstream.requests()).hasSize((int) asked);
  }
}
