package dev.weir.clients.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.WeirCalls;
import dev.weir.clients.console.PushedImages.Pushed;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
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

/** What cosign, oras and regctl attach to an image stands on its page, and not among the lanes. */
@Timeout(120)
class ConsoleSignaturesTest {
  private static final String STREAM = "/console/projects/shop/streams/app";
  private static final String SBOM = "{\"spdxVersion\":\"SPDX-2.3\"}";

  @TempDir static Path work;
  private static ServerProcess server;
  private static ApiCaller caller;
  private static WeirCalls admin;
  private static Pushed image;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    RealClient cosign = RealClient.ofGo(environment(), "cosign").in(work);
    RealClient oras = RealClient.ofGo(environment(), "oras").in(work);
    RealClient regctl = RealClient.ofGo(environment(), "regctl", "--verbosity=error").in(work);
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    Path data = Files.createDirectories(work.resolve("data"));
    String _ = htpasswd.run("-cbB", data.resolve("users.htpasswd").toString(), "ann", "secret");
    server = ServerProcess.start(data);
    caller = ApiCaller.of(server);
    admin = new WeirCalls(server.environment(work), work);
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("policy", "add-role-to-user", "admin", "ann", "-n", "shop");
    login();
    image = new PushedImages(caller).image("shop/app", "v1", "{'Cmd':['x']}", "app");
    String name = server.registry() + "/shop/app@" + image.digest();
    String _ = cosign.run("generate-key-pair", "--output-key-prefix=own");
    signedByATag(cosign, name);
    signedByABundle(cosign, name);
    Path bill = Files.writeString(work.resolve("sbom.json"), SBOM);
    String _ =
        oras.run(
            "attach",
            "--plain-http",
            "--artifact-type",
            "application/spdx+json",
            name,
            bill.getFileName() + ":application/spdx+json");
    String _ = regctl.run("registry", "set", "--skip-check", "--tls=disabled", server.registry());
    RealClient.Output put =
        regctl.attempt(
            SBOM,
            "artifact",
            "put",
            "--subject",
            name,
            "--artifact-type",
            "application/vnd.cyclonedx+json",
            "--file-media-type",
            "application/vnd.cyclonedx+json");
    assertThat(put.exit()).as(put.out() + put.err()).isZero();
  }

  /** Programs find their logins there, and reach nobody else. */
  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", work.toString());
    environment.put("DOCKER_CONFIG", work.resolve("docker").toString());
    environment.put("REGCTL_CONFIG", work.resolve("regctl.json").toString());
    environment.put("COSIGN_PASSWORD", "");
    environment.put("HTTPS_PROXY", "http://127.0.0.1:9");
    return environment;
  }

  private static void login() throws Exception {
    String pair = "admin:" + caller.administrator();
    ObjectNode config = Json.object();
    config
        .putObject("auths")
        .putObject(server.registry())
        .put("auth", Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    Files.createDirectories(work.resolve("docker"));
    Files.write(work.resolve("docker/config.json"), Json.bytes(config));
  }

  private static void signedByATag(RealClient cosign, String name) throws Exception {
    String _ =
        cosign.run(
            "sign",
            "-y",
            "--allow-http-registry",
            "--key=own.key",
            "--tlog-upload=false",
            "--use-signing-config=false",
            "--new-bundle-format=false",
            name);
  }

  private static void signedByABundle(RealClient cosign, String name) throws Exception {
    Files.writeString(
        work.resolve("signing.json"),
        """
        {"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
         "rekorTlogConfig": {}, "tsaConfig": {}}
        """);
    Files.writeString(
        work.resolve("trusted.json"),
        "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
    String _ =
        cosign.run(
            "sign",
            "-y",
            "--allow-http-registry",
            "--key=own.key",
            "--signing-config=signing.json",
            "--trusted-root=trusted.json",
            name);
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

  private static String tag() {
    return image.digest().replace(':', '-') + ".sig";
  }

  private List<String> listed() {
    return browser
        .driver()
        .findElements(By.cssSelector("[aria-label^='Signatures'] tbody tr"))
        .stream()
        .map(WebElement::getText)
        .toList();
  }

  @Test
  void signaturesAndBillsOfAllClientsAreListed() throws Exception {
    browser.go(STREAM + "/tags/v1").login("ann", "secret");

    assertThat(listed())
        .hasSize(4)
        .anyMatch(row -> row.startsWith("Signature") && row.contains("tag " + tag()))
        .anyMatch(row -> row.startsWith("Signature") && row.contains("sigstore.bundle"))
        .anyMatch(row -> row.startsWith("SBOM") && row.contains("spdx"))
        .anyMatch(row -> row.startsWith("SBOM") && row.contains("cyclonedx"));
    Pages.canBeUsedByEverybody(browser, "signatures");
    browser.driver().findElement(By.partialLinkText(".sig")).click();
    assertThat(browser.heading()).isEqualTo("app:" + tag());
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theLanesAreThoseOfImagesAndWhatIsAboutThemIsALinkAway() throws Exception {
    browser.go(STREAM).login("ann", "secret");

    assertThat(browser.driver().findElements(By.className("lane"))).hasSize(1);
    assertThat(browser.text()).contains("1, and 1 of signatures and SBOMs").doesNotContain(tag());
    assertThat(browser.driver().getPageSource())
        .contains("podman pull " + server.registry() + "/shop/app:v1");
    Pages.canBeUsedByEverybody(browser, "signatures-stream");
    browser.follow("1 of signatures and SBOMs");
    assertThat(browser.text()).contains(tag());
    assertThat(browser.driver().findElements(By.className("lane"))).hasSize(1);
    browser.go(STREAM + "?q=sha256-");
    assertThat(browser.text()).contains(tag());

    browser.go("/console/projects/shop");
    assertThat(browser.rows())
        .anyMatch(row -> row.contains("v1"))
        .noneMatch(r -> r.contains("sig"));
  }

  @Test
  void theApiTellsOfAllTags() {
    assertThat(
            Json.parse(admin.says("get", "is", "app", "-n", "shop", "-o", "json"))
                .at("/status/tags")
                .valueStream()
                .map(one -> one.path("tag").asString("")))
        .containsExactlyInAnyOrder("v1", tag());
  }
}
