package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.demo.TarFile;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a command meets on its way is said in words: what, why, and what to set. */
class CommandWordsTest {
  private static final Pattern JAVA = Pattern.compile("(java|javax|sun|org|tools)\\.[a-z]");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path home;

  private String said(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            Map.of(),
            home,
            home,
            Clock.systemUTC(),
            false,
            "test");
    assertThat(Cli.run(context, arguments)).as(String.join(" ", arguments)).isPositive();
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .isNotBlank()
        .doesNotContainPattern(JAVA)
        .doesNotContain("Exception", "null", "\tat ");
    return text;
  }

  private Path trust(SelfSigned server) throws Exception {
    return Files.writeString(
        home.resolve("ca.crt"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(server.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  @Test
  void certificatesOfServers() throws Exception {
    try (FakeRegistry server = FakeRegistry.tls()) {
      assertThat(said("get", "is", "--server", server.url()))
          .contains("x509: certificate signed by unknown authority", "--certificate-authority");
      assertThat(said("login", server.url(), "-u", "a", "-p", "b")).contains("unknown authority");
    }
    SelfSigned expired = SelfSigned.make(HOUR.multipliedBy(-2), HOUR.negated(), "127.0.0.1");
    try (FakeRegistry server = FakeRegistry.tls(expired)) {
      assertThat(
              said(
                  "get",
                  "is",
                  "--server",
                  server.url(),
                  "--certificate-authority",
                  trust(expired).toString()))
          .contains("x509: certificate has expired");
    }
    SelfSigned other = SelfSigned.make(HOUR.negated(), HOUR, "other.test");
    try (FakeRegistry server = FakeRegistry.tls(other)) {
      assertThat(
              said(
                  "get",
                  "is",
                  "--server",
                  server.url(),
                  "--certificate-authority",
                  trust(other).toString()))
          .contains("x509: certificate is valid for other names", "--tls-server-name");
    }
  }

  @Test
  void serversThatAreNotThereOrSomethingElse() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    assertThat(said("get", "is", "--server", "https://127.0.0.1:" + port))
        .contains("127.0.0.1:" + port, "was refused");
    assertThat(said("get", "is", "--server", "https://nohost.invalid"))
        .contains("lookup nohost.invalid: no such host");
    assertThat(said("get", "is", "--server", "::")).isNotBlank();
    assertThat(said("login", "not a url", "-u", "a", "-p", "b"))
        .contains("\"not a url\" names no host", "https://HOST:PORT");
    try (FakeRegistry plain = FakeRegistry.plain()) {
      assertThat(said("get", "is", "--server", "https://" + plain.host()))
          .contains("server gave HTTP response to HTTPS client");
      plain.failNext("/", new Fault.Page(), 100);
      assertThat(said("get", "is", "--server", plain.url())).isNotBlank();
      assertThat(said("login", plain.url(), "-u", "a", "-p", "b")).isNotBlank();
    }
    try (FakeRegistry tls = FakeRegistry.tls()) {
      assertThat(said("get", "is", "--server", "http://" + tls.host())).isNotBlank();
    }
  }

  @Test
  void whatTheServerSaysOfPlainHttpIsPassedOn() throws IOException {
    try (ServerProcess server = ServerProcess.start(home.resolve("data"))) {
      assertThat(said("login", server.api().replace("https:", "http:"), "-u", "a", "-p", "b"))
          .contains("this port speaks TLS", "use https://");
    }
  }

  @Test
  void loginsAtARegistry() throws IOException {
    try (ServerProcess server = ServerProcess.start(home.resolve("data"))) {
      String registry = "http://" + server.registry();
      for (String[] login : new String[][] {{"-u", "a", "-p", "b"}, {"--token", "t"}, {"--web"}}) {
        List<String> command = new ArrayList<>(List.of("login", registry));
        command.addAll(List.of(login));
        assertThat(said(command.toArray(String[]::new)))
            .as(String.join(" ", login))
            .contains(
                registry + " is the address of a registry",
                "name the API's address",
                "weir registry login");
      }
    }
    try (FakeRegistry other = FakeRegistry.plain()) {
      assertThat(said("login", other.url(), "-u", "a", "-p", "b"))
          .contains(other.url() + " is the address of a registry");
    }
  }

  @Test
  void serversThatBreakOffOrSpeakSomethingElse() throws IOException {
    for (String answer :
        List.of("", "hello\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "\u0015\u0003")) {
      try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
        Thread _ = Thread.ofVirtual().start(() -> answer(listener, answer));
        for (String scheme : List.of("http", "https")) {
          String url = scheme + "://127.0.0.1:" + listener.getLocalPort();
          assertThat(said("get", "is", "--server", url)).isNotBlank();
        }
      }
    }
  }

  @Test
  void serversThatAnswerNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      String host = "127.0.0.1:" + silent.getLocalPort();
      String[] get = {"get", "is", "--request-timeout=200ms", "--server"};
      assertThat(said(get[0], get[1], get[2], get[3], "http://" + host))
          .contains("no answer within 0.2s (--request-timeout)");
      assertThat(said(get[0], get[1], get[2], get[3], "https://" + host))
          .contains("dial tcp " + host + ": no connection in time");
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
  void portsThatAreNone() {
    for (String port : List.of("0", "99999")) {
      String words = "\"" + port + "\" is no port; use 1 to 65535";
      assertThat(said("get", "is", "--server", "https://127.0.0.1:" + port)).contains(words);
      assertThat(said("login", "https://127.0.0.1:" + port, "-u", "a", "-p", "b")).contains(words);
      for (String check : List.of("--skip-check=true", "--skip-check=false")) {
        assertThat(
                said(
                    "registry",
                    "login",
                    "--registry=127.0.0.1:" + port,
                    "--auth-basic=a:b",
                    "--server=https://127.0.0.1:1",
                    "--token=t",
                    check))
            .contains("--registry 127.0.0.1:" + port, words);
      }
      assertThat(said("image", "append", "--to", "127.0.0.1:" + port + "/a/b:v1")).contains(words);
      assertThat(said("import-image", "127.0.0.1:" + port + "/a/b:v1")).contains(words);
      assertThat(
              said(
                  "tag",
                  "127.0.0.1:" + port + "/a/b:v1",
                  "b:v1",
                  "--server=https://127.0.0.1:1",
                  "--namespace=a"))
          .contains(words);
    }
    assertThat(said("import-image", "host:abc/a/b:v1")).contains("\"abc\" is no port");
  }

  @Test
  void files() throws IOException {
    String server = "--server=https://127.0.0.1:1";
    assertThat(said("get", "is", "--kubeconfig", "nowhere")).contains("nowhere");
    assertThat(said("get", "is", "--kubeconfig", home.toString())).contains(home.toString());
    for (String text : List.of("a: [", "[]", "\u0001", "clusters: 5", "current-context: x")) {
      Path config = Files.writeString(home.resolve("config"), text);
      assertThat(said("get", "is", "--kubeconfig", config.toString())).isNotBlank();
    }
    for (String flag : List.of("--certificate-authority", "--client-certificate", "--client-key")) {
      assertThat(said("get", "is", server, flag, "/nowhere.pem")).contains("/nowhere.pem");
      assertThat(said("get", "is", server, flag, home.toString())).isNotBlank();
      Path odd = Files.writeString(home.resolve("odd.pem"), "-----BEGIN CERTIFICATE-----\n*\n");
      assertThat(said("get", "is", server, flag, odd.toString())).isNotBlank();
    }
    assertThat(said("apply", server, "-f", "/nowhere.yaml")).contains("/nowhere.yaml");
    Path broken = Files.writeString(home.resolve("broken.yaml"), "a: [");
    assertThat(said("apply", server, "-f", broken.toString())).contains("broken.yaml", "line");
  }

  @Test
  void registries() throws IOException {
    Path layer = Files.write(home.resolve("layer.tar"), TarFile.of("message", "x"));
    String[] append = {"image", "append", layer.toString(), "--to"};
    for (String host : List.of("nohost.invalid", "127.0.0.1:1")) {
      assertThat(said(append[0], append[1], append[2], append[3], host + "/a/b:v1")).contains(host);
    }
    try (FakeRegistry tls = FakeRegistry.tls()) {
      assertThat(said(append[0], append[1], append[2], append[3], tls.host() + "/a/b:v1"))
          .contains(tls.host(), "not trusted", "--insecure");
    }
    try (FakeRegistry plain = FakeRegistry.plain()) {
      assertThat(said(append[0], append[1], append[2], append[3], plain.host() + "/a/b:v1"))
          .contains(plain.host(), "plain HTTP", "--insecure");
    }
    assertThat(said("image", "append", "/nowhere.tar", "--to", "127.0.0.1:1/a/b:v1"))
        .contains("/nowhere.tar");
  }
}
