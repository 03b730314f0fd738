package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.TestAuthority.Issued;
import dev.weir.remote.fake.SelfSigned;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP makes a running server take what was changed, as far as it can, and say so. */
@Timeout(120)
class ReloadTest {
  @TempDir private Path work;
  private Path config;
  private ServerProcess server;
  private WeirCalls weir;

  @BeforeEach
  void start() throws IOException {
    config = work.resolve("weir.yaml");
    certificate();
    settings("");
    server =
        ServerProcess.start(
            work.resolve("data"), "--config", config.toString(), "--registry-tls=on");
    weir = new WeirCalls(server.environment(work), work);
    weir.says("new-project", "shop");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  /** Writes the file; what it always says comes first. */
  private void settings(String more) throws IOException {
    String always =
        "tls-cert: %s\ntls-key: %s\n".formatted(work.resolve("tls.crt"), work.resolve("tls.key"));
    Path written = Files.writeString(work.resolve("new.yaml"), always + more);
    var _ = Files.move(written, config, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Puts another certificate where the server's is. */
  private X509Certificate certificate() throws IOException {
    SelfSigned made = SelfSigned.make();
    Issued pem = new Issued(made.own(), made.key());
    Files.writeString(work.resolve("tls.crt"), pem.certificatePem());
    Files.writeString(work.resolve("tls.key"), pem.keyPem());
    return made.own();
  }

  private static void hangUp(long process) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process)).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** What the log says of a signal, once all of these are in it. */
  private String reloaded(String... words) throws IOException, InterruptedException {
    int before = server.log().length();
    hangUp(server.pid());
    await().untilAsserted(() -> assertThat(server.log().substring(before)).contains(words));
    return server.log().substring(before);
  }

  private static SSLSocket connect(String address) throws IOException, GeneralSecurityException {
    X509TrustManager everybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {everybody}, new SecureRandom());
    int colon = address.lastIndexOf(':');
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    socket.startHandshake();
    return socket;
  }

  private static Object shown(String address) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connect(address)) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private String api() {
    return server.api().substring("https://".length());
  }

  private static String answer(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  @Test
  void newConnectionsAreShownTheNewCertificateAndOldOnesGoOn() throws Exception {
    try (SSLSocket old = connect(api())) {
      X509Certificate renewed = certificate();

      String log = reloaded("SIGHUP: certificate: ");

      assertThat(log).contains(" → ", "number " + renewed.getSerialNumber().toString(16));
      assertThat(shown(api())).isEqualTo(renewed);
      assertThat(shown(server.registry())).isEqualTo(renewed);
      assertThat(answer(old)).contains("200");
    }
    assertThat(weir.says("whoami")).contains("system:admin");
    assertThat(reloaded("SIGHUP: ")).contains("SIGHUP: nothing has changed");
  }

  @Test
  void whoeverIsGivenTheAuthorityIsGivenTheNewOne() throws Exception {
    certificate();
    reloaded("SIGHUP: certificate: ");
    String pem = new String(Files.readAllBytes(work.resolve("tls.crt")), StandardCharsets.US_ASCII);
    String known = pem.replaceAll("-----[^-]+-----|\\s", "");
    await()
        .untilAsserted(() -> assertThat(authorities("shop")).isNotEmpty().allMatch(known::equals));
    assertThat(decoded(Files.readString(server.kubeconfig()).split("authority-data: ")[1]))
        .isEqualTo(known);
  }

  /** What stands in the secrets of service accounts. */
  private List<String> authorities(String project) {
    String path =
        "jsonpath={.items[?(@.type==\"kubernetes.io/service-account-token\")].data.ca\\.crt}";
    return Stream.of(weir.says("get", "secrets", "-n", project, "-o", path).split(" "))
        .map(ReloadTest::decoded)
        .toList();
  }

  private static String decoded(String data) {
    byte[] pem =
        Base64.getDecoder().decode(data.lines().findFirst().orElseThrow().replace("\"", ""));
    return new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----|\\s", "");
  }

  @Test
  void allowedRegistriesHoldAtOnce() throws Exception {
    settings("allowed-registries: [quay.io]\n");

    reloaded("SIGHUP: allowed-registries: (all) → quay.io");

    assertThat(weir.fails("tag", "--source=docker", "ghcr.io/org/app:1", "shop/app:1"))
        .contains("not allowed by whitelist: \"quay.io:443\"");
    settings("allowed-registries: quay.io,ghcr.io\n");
    reloaded("SIGHUP: allowed-registries: quay.io → quay.io,ghcr.io");
    assertThat(weir.says("tag", "--source=docker", "ghcr.io/org/app:1", "shop/app:1"))
        .contains("Tag app:1 set");
  }

  @Test
  void theLogTellsMoreOrLessFromThenOn() throws Exception {
    settings("log-level: warn\n");
    reloaded("SIGHUP: log-level: info → warn");

    settings("log-level: warn\nallowed-registries: quay.io\ngc-grace: 2h\n");
    assertThat(reloaded("WARN  Reload: SIGHUP: gc-grace")).doesNotContain("INFO");

    settings("log-level: debug\n");
    reloaded("SIGHUP: log-level: warn → debug", "SIGHUP: allowed-registries: quay.io → (all)");
  }

  @Test
  void aBrokenFileChangesNothingAndSaysWhy() throws Exception {
    Object before = shown(api());
    settings("allowed-registries: [quay.io]\nlog-level: loud\ncolour: blue\n");

    String log = reloaded("log-level", "colour");

    assertThat(log)
        .contains(
            "ERROR Reload: SIGHUP: nothing is changed: "
                + config
                + ": log-level: \"loud\" is none of error, warn, info, debug",
            "unknown key \"colour\"")
        .doesNotContain("→");
    assertThat(weir.says("tag", "--source=docker", "ghcr.io/org/app:1", "shop/app:1"))
        .contains("Tag app:1 set");
    settings("allowed-registries: [quay.io]\n");
    Files.writeString(work.resolve("tls.crt"), "no certificate");
    log = reloaded("SIGHUP: ");
    assertThat(log)
        .contains(
            "SIGHUP: nothing is changed: The file " + work.resolve("tls.crt") + " of --tls-cert")
        .doesNotContain("→");
    assertThat(shown(api())).isEqualTo(before);
    Files.delete(config);
    assertThat(reloaded("SIGHUP: ")).contains("--config: cannot read " + config);
    assertThat(server.terminate()).isZero();
  }

  /** The administrator's file is written with a certificate, and may be in its way. */
  @Test
  void aCertificateThatCannotBeTakenWhollyIsNotTaken() throws Exception {
    Object before = shown(api());
    String kept = Files.readString(server.kubeconfig());
    Files.writeString(server.kubeconfig(), "users: [");
    X509Certificate renewed = certificate();
    settings("allowed-registries: [quay.io]\n");

    assertThat(reloaded("SIGHUP: "))
        .contains("nothing is changed: The file " + server.kubeconfig() + " is no YAML any more")
        .doesNotContain("→");
    assertThat(shown(api())).isEqualTo(before);

    Files.writeString(server.kubeconfig(), kept);
    reloaded("SIGHUP: certificate: ", "SIGHUP: allowed-registries: (all) → quay.io");
    assertThat(shown(api())).isEqualTo(renewed);
  }

  @Test
  void whatNeedsARestartIsNamedEachTime() throws Exception {
    settings("gc-grace: 2h\nallowed-registries: quay.io\n");
    String log = reloaded("gc-grace", "allowed-registries");
    assertThat(log)
        .contains("WARN  Reload: SIGHUP: gc-grace: 1h → 2h needs a restart; until then it stays 1h")
        .contains("SIGHUP: allowed-registries: (all) → quay.io");
    assertThat(reloaded("gc-grace"))
        .contains("gc-grace: 1h → 2h needs a restart")
        .doesNotContain("allowed-registries");
  }

  @Test
  void ownCertificatesAreMadeAnewAndClientsGoOn() throws Exception {
    Files.writeString(config, "");
    try (ServerProcess own =
        ServerProcess.start(work.resolve("own"), "--config", config.toString())) {
      String address = own.api().substring("https://".length());
      Object before = shown(address);
      Files.delete(own.data().resolve("tls/server.crt"));
      hangUp(own.pid());
      await().untilAsserted(() -> assertThat(own.log()).contains("SIGHUP: certificate: "));
      assertThat(shown(address)).isNotEqualTo(before);
      WeirCalls client =
          new WeirCalls(
              Map.of("KUBECONFIG", own.kubeconfig().toString(), "HOME", "/nowhere"), work);
      assertThat(client.says("whoami")).contains("system:admin");

      X509Certificate given = certificate();
      settings("");
      hangUp(own.pid());
      await().untilAsserted(() -> assertThat(own.log()).contains("SIGHUP: tls-cert: (none) → "));
      assertThat(shown(address)).isEqualTo(given);
      assertThat(own.terminate()).isZero();
    }
  }

  /** As when a window is closed: nobody would find the server that went on. */
  @Test
  void aServerThatWasStartedFromATerminalEndsWithIt() throws Exception {
    RealClient.required(Map.of(), "script");
    Path data = work.resolve("terminal");
    String line =
        String.join(" ", RealClient.weirCommand().stream().map(word -> "'" + word + "'").toList())
            + " serve --data "
            + data
            + " --api 127.0.0.1:0 --registry 127.0.0.1:0";
    Path said = work.resolve("said");
    Process script =
        new ProcessBuilder(List.of("script", "-qfc", line, "/dev/null"))
            .redirectOutput(said.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(said).content().contains("ready api="));
      ProcessHandle process =
          script
              .descendants()
              .filter(it -> it.info().command().orElse("").endsWith("java"))
              .findFirst()
              .orElseThrow();
      hangUp(process.pid());
      await().untilAsserted(() -> assertThat(said).content().contains("SIGHUP: nothing has"));

      script.destroyForcibly();

      process.onExit().get(30, TimeUnit.SECONDS);
    } finally {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
  }
}
