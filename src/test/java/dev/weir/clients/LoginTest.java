package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.TestAuthority;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who log in: with {@code oc} where it is there, and with the calls that it makes. */
class LoginTest {
  @TempDir static Path work;
  private static ServerProcess server;
  private static Path users;
  private static RawLogin raw;

  @BeforeAll
  static void start() throws Exception {
    Path data = Files.createDirectory(work.resolve("data"));
    users = data.resolve("users.htpasswd");
    server = ServerProcess.start(data);
    raw = new RawLogin(server.api(), data.resolve("ca.crt"));
    create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"shared\"}}");
    create(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/shared/rolebindings",
        "{\"metadata\":{\"name\":\"view\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\","
            + "\"kind\":\"ClusterRole\",\"name\":\"view\"},\"subjects\":[{\"kind\":\"Group\","
            + "\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"system:authenticated:oauth\"}]}");
  }

  private static void create(String path, String json) throws IOException, InterruptedException {
    Matcher token =
        Pattern.compile("token: \"?([^\"\\s]+)").matcher(Files.readString(server.kubeconfig()));
    assertThat(token.find()).isTrue();
    HttpRequest.Builder post =
        raw.request(path)
            .header("Authorization", "Bearer " + token.group(1))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    assertThat(raw.send(post).statusCode()).as(path).isEqualTo(201);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static RealClient htpasswd() {
    return RealClient.required(Map.of(), "htpasswd");
  }

  private static void password(String user, String password)
      throws IOException, InterruptedException {
    String create = Files.exists(users) ? "-bB" : "-cbB";
    htpasswd().run(create, users.toString(), user, password);
  }

  @BeforeEach
  void twoUsers() throws Exception {
    password("ann", "secret");
    password("bob", "hidden");
  }

  /** Such as one that a cluster mounts: it is not written to, and is replaced as a whole. */
  @Test
  void usersMayStandInAFileElsewhere() throws Exception {
    Path file = work.resolve("elsewhere.htpasswd");
    htpasswd().run("-cbB", file.toString(), "eve", "first");
    Path data = work.resolve("users-elsewhere");
    try (ServerProcess other = ServerProcess.start(data, "--htpasswd", file.toString())) {
      RealClient weir = RealClient.weir(other.environment(work));
      assertThat(login(weir, other, "eve", "first").exit()).isZero();
      assertThat(login(weir, other, "ann", "secret").exit()).isEqualTo(1);
      htpasswd().run("-bB", file.toString(), "eve", "second");
      assertThat(login(weir, other, "eve", "second").exit()).isZero();
      assertThat(data.resolve("users.htpasswd")).doesNotExist();
    }
  }

  private static RealClient.Output login(
      RealClient weir, ServerProcess server, String user, String password) throws Exception {
    Path authority = server.data().resolve("ca.crt");
    Path kubeconfig = work.resolve(user + ".kubeconfig");
    return weir.attempt(
        "",
        "login",
        server.api(),
        "-u=" + user,
        "-p=" + password,
        "--certificate-authority=" + authority,
        "--kubeconfig=" + kubeconfig);
  }

  /** {@code oc} with a kubeconfig of its own. */
  private static RealClient oc(String name) throws IOException {
    Path home = Files.createDirectories(work.resolve(name));
    return RealClient.oc(
        Map.of("KUBECONFIG", home.resolve("config").toString(), "HOME", home.toString()));
  }

  private static RealClient.Output ocLogin(RealClient oc, String... arguments)
      throws IOException, InterruptedException {
    String[] line = new String[arguments.length + 3];
    line[0] = "login";
    line[1] = server.api();
    line[2] = "--certificate-authority=" + server.data().resolve("ca.crt");
    System.arraycopy(arguments, 0, line, 3, arguments.length);
    return oc.attempt("", line);
  }

  /** Head and body of the answer to who says that the server has another name. */
  private static String asked(String path, String host) throws Exception {
    URI api = URI.create(server.api());
    try (Socket socket =
        RawLogin.trusting(server.data().resolve("ca.crt"))
            .getSocketFactory()
            .createSocket(api.getHost(), api.getPort())) {
      String head =
          "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aForgedHostLeadsNowhere() throws Exception {
    String metadata = "/.well-known/oauth-authorization-server";
    assertThat(asked(metadata, "localhost:7")).contains("\"issuer\":\"https://localhost:7\"");
    assertThat(asked(metadata, "evil.test"))
        .contains("\"issuer\":\"" + server.api() + "\"")
        .doesNotContain("evil");

    assertThat(asked("/oauth/token/request", "evil.test")).doesNotContain("evil");
    String callback = URLEncoder.encode("https://evil.test/oauth/token/implicit", UTF_8);
    assertThat(
            asked(
                "/oauth/authorize?client_id=openshift-challenging-client&response_type=token"
                    + "&redirect_uri="
                    + callback,
                "evil.test"))
        .startsWith("HTTP/1.1 400 ")
        .doesNotContain("Location:");
  }

  @Test
  void ocLogsInAndOut() throws Exception {
    RealClient oc = oc("in-and-out");
    RealClient.Output login = ocLogin(oc, "-u", "ann", "-p", "secret");
    assertThat(login.out() + login.err()).startsWith("Login successful.\n");
    assertThat(login.exit()).isZero();
    assertThat(oc.run("whoami")).isEqualTo("ann\n");
    String token = oc.run("whoami", "-t").strip();
    assertThat(raw.whoami(token)).isEqualTo(200);

    assertThat(oc.run("logout")).isEqualTo("Logged \"ann\" out on \"" + server.api() + "\"\n");

    assertThat(raw.whoami(token)).isEqualTo(401);
    assertThat(oc.attempt("", "whoami").exit()).isNotZero();
  }

  @Test
  void ocTellsOfAWrongPassword() throws Exception {
    RealClient.Output output = ocLogin(oc("wrong"), "-u", "bob", "-p", "secret");

    assertThat(output.exit()).isOne();
    assertThat(output.out() + output.err())
        .isEqualTo(
            "Login failed (401 Unauthorized)\n"
                + "Verify you have provided the correct credentials.\n");
  }

  @Test
  void ocLogsInWithAToken() throws Exception {
    String token = raw.login("bob", "hidden").orElseThrow();
    RealClient oc = oc("token");
    assertThat(ocLogin(oc, "--token=" + token).out())
        .startsWith("Logged into \"" + server.api() + "\" as \"bob\" using the token provided.\n");
    assertThat(oc.run("whoami")).isEqualTo("bob\n");

    RealClient.Output bad = ocLogin(oc("bad-token"), "--token=sha256~nonsense");
    assertThat(bad.exit()).isOne();
    assertThat(bad.out() + bad.err()).contains("The token provided is invalid or expired.");
  }

  @Test
  void aTokenEndsAtLogout() throws Exception {
    String token = raw.login("ann", "secret").orElseThrow();
    assertThat(raw.get("/apis/user.openshift.io/v1/users/~", token).body())
        .contains("\"name\":\"ann\"", "htpasswd:ann", "system:authenticated:oauth");
    assertThat(registry(token)).isEqualTo(200);

    assertThat(raw.logout(token).statusCode()).isEqualTo(200);

    assertThat(raw.whoami(token)).isEqualTo(401);
    assertThat(registry(token)).isEqualTo(401);
  }

  private static int registry(String token) throws IOException, InterruptedException {
    byte[] pair = ("any:" + token).getBytes(StandardCharsets.UTF_8);
    HttpRequest login =
        HttpRequest.newBuilder(URI.create("http://" + server.registry() + "/openshift/token"))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
            .build();
    return HttpClient.newHttpClient().send(login, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void peopleSeeTheirOwnTokensAndNoSecret() throws Exception {
    String own = raw.login("ann", "secret").orElseThrow();
    String other = raw.login("bob", "hidden").orElseThrow();

    assertThat(raw.get("/apis/oauth.openshift.io/v1/useroauthaccesstokens", own).body())
        .contains("\"userName\":\"ann\"", "openshift-challenging-client", "\"expiresIn\":86400")
        .doesNotContain("\"userName\":\"bob\"", own.substring(7), other.substring(7));
    assertThat(raw.get("/apis/oauth.openshift.io/v1/oauthaccesstokens", own).statusCode())
        .isEqualTo(403);
  }

  @Test
  void theFileIsInEffectWithinASecond() throws Exception {
    assertThat(raw.login("cat", "first")).isEmpty();
    password("cat", "first");
    String token = raw.login("cat", "first").orElseThrow();
    password("cat", "second");
    assertThat(raw.login("cat", "first")).isEmpty();
    assertThat(raw.login("cat", "second")).isPresent();
    assertThat(raw.whoami(token)).as("a new password ends no token").isEqualTo(200);

    htpasswd().run("-D", users.toString(), "cat");

    assertThat(raw.login("cat", "second")).isEmpty();
    await().atMost(Duration.ofSeconds(1)).until(() -> raw.whoami(token) == 401);
  }

  @Test
  void whoGuessesHasToWaitAndOthersDoNot() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(raw.login("dan", "guess" + i)).isEmpty();
    }
    var refused = raw.authorize("dan", "guess");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(raw.login("ann", "secret")).isNotEqualTo(Optional.empty());
  }

  private static RealClient.Output kubectl(TestAuthority.Issued certificate, String... arguments)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(work, "certificate");
    Files.writeString(home.resolve("tls.crt"), certificate.certificatePem());
    Files.writeString(home.resolve("tls.key"), certificate.keyPem());
    RealClient kubectl =
        RealClient.required(
            Map.of("HOME", home.toString(), "KUBECONFIG", home.resolve("config").toString()),
            "kubectl",
            "--server=" + server.api(),
            "--certificate-authority=" + server.data().resolve("ca.crt"),
            "--client-certificate=" + home.resolve("tls.crt"),
            "--client-key=" + home.resolve("tls.key"));
    return kubectl.attempt("", arguments);
  }

  @Test
  void kubectlShowsACertificate() throws Exception {
    TestAuthority weirs =
        TestAuthority.read(server.data().resolve("ca.crt"), server.data().resolve("tls/ca.key"));

    assertThat(kubectl(weirs.forClient("CN=eve,O=devs"), "auth", "whoami").out())
        .containsPattern("Username +eve\\n")
        .containsPattern("Groups +\\[devs system:authenticated]");
    assertThat(
            kubectl(weirs.forClient("CN=root,O=system:masters"), "get", "ns", "-o", "name").out())
        .contains("namespace/default");
    assertThat(
            kubectl(
                    TestAuthority.create("CN=Elsewhere").forClient("CN=root,O=system:masters"),
                    "get",
                    "ns")
                .err())
        .contains("You must be logged in to the server");
  }

  @Test
  void theRootIsNoHtmlAndAnonymousIsNobody() throws Exception {
    var root = raw.send(raw.request("/").HEAD());
    assertThat(root.statusCode()).isEqualTo(200);
    assertThat(root.headers().firstValue("Content-Type").orElse("")).doesNotContain("html");
    assertThat(raw.send(raw.request("/apis/user.openshift.io/v1/users/~")).statusCode())
        .isEqualTo(401);
  }
}
