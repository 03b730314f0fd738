package dev.weir.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.lists.ImportMode;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.SelfSigned;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.ApiStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong on the way to a registry is said in words: what, why, and what to set. */
class ImportWordsTest {
  static final Pattern JAVA = Pattern.compile("(java|javax|sun|org|tools)\\.[a-z]");

  private static final Duration HOUR = Duration.ofHours(1);

  private static ApiStatus refused(
      String image, boolean insecure, AddressPolicy policy, List<X509Certificate> trusted) {
    OutboundSettings settings =
        new OutboundSettings(policy, trusted, Duration.ofSeconds(2), Duration.ofMillis(400));
    try (Registries registries =
        new Registries(new JettyOutbound(settings), new Retries(_ -> {}), InstantSource.system())) {
      ImportRequest request = ImportRequest.of(image, insecure, ImportMode.LEGACY);
      Importer importer = new Importer(registries, new ImportMemory(32L << 20));
      ImportOutcome outcome =
          importer
              .fetch(
                  new ImportBatch(List.of(request), Optional.empty()),
                  Keyring.EMPTY,
                  Patience.of(Caller.BACKGROUND, Duration.ofMinutes(1)),
                  importer.memory(User.ANONYMOUS))
              .of(request);
      assertThat(outcome).isInstanceOf(ImportOutcome.Failed.class);
      ApiStatus status = ((ImportOutcome.Failed) outcome).why().status();
      assertThat(status.message())
          .doesNotContainPattern(JAVA)
          .doesNotContain("Exception", "null", "Internal error occurred");
      return status;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String said(String image, boolean insecure) {
    return refused(image, insecure, AddressPolicy.PRIVATE_ALLOWED, List.of()).message();
  }

  private static String said(FakeRegistry registry) {
    return said(registry.host() + "/team/app:v1", true);
  }

  @Test
  void untrustedCertificate() {
    try (FakeRegistry registry = FakeRegistry.tls()) {
      assertThat(said(registry.host() + "/team/app:v1", false))
          .contains(
              registry.host(),
              "signed by an authority that is not trusted",
              "--upstream-ca",
              "importPolicy.insecure: true (--insecure)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-2, -1, 127.0.0.1, has expired",
    "1, 2, 127.0.0.1, is not valid yet",
    "-1, 1, other.test, is made out to another name",
  })
  void certificateThatIsTrustedAndWrong(int from, int to, String name, String words) {
    SelfSigned wrong = SelfSigned.make(HOUR.multipliedBy(from), HOUR.multipliedBy(to), name);
    try (FakeRegistry registry = FakeRegistry.tls(wrong)) {
      ApiStatus status =
          refused(
              registry.host() + "/team/app:v1",
              false,
              AddressPolicy.PRIVATE_ALLOWED,
              List.of(wrong.certificate()));
      assertThat(status.message()).contains(registry.host(), words, "--insecure");
    }
  }

  @Test
  void plainHttpWhereTlsIsWanted() {
    try (FakeRegistry registry = FakeRegistry.plain()) {
      assertThat(said(registry.host() + "/team/app:v1", false))
          .contains(registry.host(), "HTTP only", "importPolicy.insecure: true (--insecure)");
    }
  }

  @Test
  void nobodyThere() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    for (boolean insecure : new boolean[] {true, false}) {
      assertThat(said("127.0.0.1:" + port + "/a/b:v1", insecure))
          .contains("127.0.0.1:" + port, "connection refused");
      assertThat(said("nohost.invalid/a/b:v1", insecure))
          .contains("no such host: \"nohost.invalid\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "99999", "abc"})
  void portThatIsNone(String port) {
    for (boolean insecure : new boolean[] {true, false}) {
      assertThat(said("127.0.0.1:" + port + "/a/b:v1", insecure))
          .contains("\"" + port + "\" is no port; use 1 to 65535")
          .doesNotContain("TLS", "insecure");
    }
  }

  @Test
  void addressThatMustNotBeReached() {
    ApiStatus status = refused("127.0.0.1:1/a/b:v1", true, AddressPolicy.PUBLIC_ONLY, List.of());
    assertThat(status.message()).contains("loopback", "--upstream-addresses private");
    assertThat(said("169.254.169.254/a/b:v1", true))
        .contains("link-local")
        .doesNotContain("private");
  }

  @Test
  void pageToLogInInsteadOfAnAnswer() {
    for (String where : List.of("/manifests/", "/blobs/")) {
      try (FakeRegistry registry = FakeRegistry.plain()) {
        var _ = TestImages.single(registry.repository("team/app"), "v1");
        registry.failNext(where, new Fault.Page(), 100);
        assertThat(said(registry)).contains(registry.host() + "/team/app:v1");
      }
    }
    try (FakeRegistry registry = FakeRegistry.plain()) {
      registry.failNext("/manifests/", new Fault.Page(), 100);
      assertThat(said(registry)).contains("web page");
    }
  }

  @Test
  void tokenServiceThatIsNone() {
    try (FakeRegistry registry = FakeRegistry.plain()) {
      registry.require(FakeLogin.bearer(registry.url() + "/token", "ann", "secret"));
      registry.failNext("GET /token", new Fault.Page(), 100);
      assertThat(said(registry)).contains(registry.host(), "no token service");
      registry.failNext("GET /token", new Fault.Status(500, "UNKNOWN"), 100);
      assertThat(said(registry)).contains(registry.host());
    }
  }

  @Test
  void redirectsThatDoNotEnd() {
    try (FakeRegistry registry = FakeRegistry.plain()) {
      registry.failNext("/manifests/", new Fault.Redirect(307, "/v2/team/app/manifests/v1"), 100);
      assertThat(said(registry)).contains(registry.host(), "redirects more than 5 times");
      registry.failNext("GET /v2/", new Fault.Redirect(302, "gopher://x"), 100);
    }
  }

  @Test
  void manifestsThatAreNone() {
    for (String text : List.of("", "{", "[1]", "no", "{\"schemaVersion\":2}", "\u0000")) {
      try (FakeRegistry registry = FakeRegistry.plain()) {
        Digest digest =
            registry
                .repository("team/app")
                .manifest(MediaTypes.OCI_MANIFEST, text.getBytes(StandardCharsets.UTF_8));
        registry.repository("team/app").tag("v1", digest);
        assertThat(said(registry)).contains(registry.host() + "/team/app:v1: ");
      }
    }
    try (FakeRegistry registry = FakeRegistry.plain()) {
      Digest digest =
          registry.repository("team/app").manifest(MediaTypes.OCI_MANIFEST, new byte[9 << 20]);
      registry.repository("team/app").tag("v1", digest);
      assertThat(said(registry)).contains(registry.host());
    }
  }

  @Test
  void connectionsThatBreakOrSaySomethingElse() throws IOException {
    for (String answer :
        List.of(
            "",
            "hello\r\n",
            "HTTP/1.1 abc\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nBroken\r\n\r\n",
            "\u0015\u0003\u0001\u0000\u0002\u0002P")) {
      try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
        Thread _ = Thread.ofVirtual().start(() -> answer(listener, answer));
        String host = "127.0.0.1:" + listener.getLocalPort();
        assertThat(said(host + "/a/b:v1", true)).contains(host);
        assertThat(said(host + "/a/b:v1", false)).contains(host);
      }
    }
  }

  private static void answer(ServerSocket listener, String text) {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept()) {
        int _ = client.getInputStream().read(new byte[4096]);
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException _) {
        // closed, or a client that left
      }
    }
  }

  @Test
  void serversThatSayNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      String host = "127.0.0.1:" + silent.getLocalPort();
      assertThat(said(host + "/a/b:v1", false)).contains(host, "did not come to an end");
    }
    try (FakeRegistry registry = FakeRegistry.plain()) {
      registry.failNext("/manifests/", new Fault.Hang(), 100);
      assertThat(said(registry)).contains(registry.host(), "no answer in time");
    }
  }

  @Test
  void everythingElseThatARegistryMayDo() {
    for (Fault fault :
        List.of(
            new Fault.Drop(),
            new Fault.Truncate(),
            new Fault.Corrupt(),
            new Fault.NotARegistry(),
            new Fault.Status(500, "UNKNOWN"),
            new Fault.Status(403, "DENIED"),
            new Fault.Status(429, "TOOMANYREQUESTS"),
            new Fault.Redirect(307, "http://[bad"),
            new Fault.Redirect(307, "gopher://x/y"))) {
      for (String where : List.of("GET /v2/ ", "/v2/", "/manifests/", "/blobs/")) {
        try (FakeRegistry registry = FakeRegistry.plain()) {
          var _ = TestImages.single(registry.repository("team/app"), "v1");
          registry.failNext(where.strip(), fault, 100);
          assertThat(said(registry)).as(fault + " at " + where).contains(registry.host());
        }
      }
    }
  }
}
