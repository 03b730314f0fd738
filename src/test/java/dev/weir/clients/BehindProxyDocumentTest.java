package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.remote.fake.SelfSigned;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The examples of docs/behind-a-proxy.md, typed in as they stand there with the proxies' files as
 * they are shown; only addresses differ.
 */
@Timeout(180)
class BehindProxyDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/behind-a-proxy.md");
  private static final int LAYER = 24 * 1024 * 1024;

  @TempDir private Path work;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Map<String, String> user() {
    Path home = work.resolve("user");
    return Map.of(
        "KUBECONFIG", work.resolve("kubeconfig").toString(),
        "HOME", home.toString(),
        "XDG_RUNTIME_DIR", home.toString(),
        "REGISTRY_AUTH_FILE", home.resolve("auth.json").toString());
  }

  /** The user's home: the authority where the page wants it, and an image with a large layer. */
  private void prepare(SelfSigned tls, String images) throws IOException {
    Path home = DocumentUser.home(work);
    tls.writeAuthority(home.resolve("company-ca.crt"));
    tls.writeAuthority(
        Files.createDirectories(home.resolve(".config/containers/certs.d/" + images))
            .resolve("ca.crt"));
    byte[] random = new byte[LAYER];
    new Random(1).nextBytes(random);
    Path _ = TinyImage.ociLayout(home.resolve("app"), Base64.getEncoder().encodeToString(random));
    Files.writeString(work.resolve("kubeconfig"), "");
  }

  @ParameterizedTest
  @EnumSource
  void peopleReachItThroughTheProxyOfTheExample(ReverseProxy.Kind kind) throws Exception {
    kind.needed();
    RealClient _ = RealClient.required(Map.of(), "skopeo");
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    int port = freePort();
    String machine = InetAddress.getLocalHost().getHostName();
    String images = "localhost:" + port;
    String api = machine + ":" + port;
    TypedDocument document =
        new TypedDocument(
            DOCUMENT,
            Map.of(
                "images.example.com", images,
                "weir.example.com", api,
                "-u ann", "-u ann -p secret"));
    SelfSigned tls =
        SelfSigned.make(Duration.ofHours(-1), Duration.ofHours(1), "localhost", machine);
    tls.write(work.resolve("images.crt"), work.resolve("images.key"));
    prepare(tls, images);
    try (ServerProcess server =
        ServerProcess.start(work.resolve("data"), document.flagsOfServe())) {
      htpasswd.run("-cbB", server.data().resolve("users.htpasswd").toString(), "ann", "secret");
      Files.copy(server.data().resolve("ca.crt"), work.resolve("weir-ca.crt"));
      Map<String, String> addresses =
          Map.of(
              "images.example.com",
              "localhost",
              "weir.example.com",
              machine,
              "127.0.0.1:5000",
              server.registry(),
              "127.0.0.1:8443",
              server.api().replace("https://", ""));
      try (ReverseProxy _ = kind.start(work, port, addresses)) {
        everyExampleDoesWhatItSays(document, server);
        aWatchTellsAtOnce();
        theBrowserIsLedAlongThere("https://" + api, work.resolve("user/company-ca.crt"));
        nobodyForgesWhereTheyCameFrom(server, "https://" + api);
      }
    }
  }

  private void everyExampleDoesWhatItSays(TypedDocument document, ServerProcess server)
      throws IOException {
    try (ShellTerminal terminal = DocumentUser.terminal(work, server, DocumentUser.TYPED, user())) {
      document.types(Map.of("the server", terminal, "a colleague's terminal", terminal));
    }
    assertThat(work.resolve("user/back/manifest.json")).exists();
  }

  private void aWatchTellsAtOnce() throws Exception {
    Process watching = RealClient.weir(user()).start("get", "is", "-w");
    try (BufferedReader lines = watching.inputReader(UTF_8)) {
      assertThat(lines.readLine()).startsWith("NAME");
      assertThat(lines.readLine()).contains(" v1 ");
      new WeirCalls(user(), work).says("tag", "app:v1", "app:live");
      assertThat(lines.readLine()).contains("live");
    } finally {
      watching.destroy();
    }
  }

  /** The first page of a login by browser is the proxy's too. */
  private static void theBrowserIsLedAlongThere(String api, Path authority) throws Exception {
    try (HttpClient browser =
        HttpClient.newBuilder()
            .sslContext(HttpApi.trust(authority))
            .followRedirects(Redirect.NEVER)
            .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(api + "/oauth/token/request")).build();
      HttpResponse<String> answer = browser.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(URI.create(api).resolve(answer.headers().firstValue("Location").orElseThrow()))
          .asString()
          .startsWith(api + "/oauth/authorize");
    }
  }

  private void nobodyForgesWhereTheyCameFrom(ServerProcess server, String api) throws Exception {
    RealClient curl = RealClient.required(user(), "curl");
    String _ =
        curl.run(
            "-sS",
            "--cacert",
            work.resolve("user/company-ca.crt").toString(),
            "-o",
            "/dev/null",
            "-H",
            "X-Forwarded-For: 203.0.113.9",
            "-H",
            "Forwarded: for=203.0.113.9",
            "-X",
            "POST",
            api + "/api/v1/namespaces/shop/configmaps");
    Path log = server.data().resolve("audit.log");
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(log))
                    .filteredOn(line -> line.contains("/configmaps"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains("[\"127.0.0.1\"]")));
    assertThat(Files.readString(log)).doesNotContain("203.0.113.9");
  }
}
