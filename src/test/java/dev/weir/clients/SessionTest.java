package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** login, logout and whoami with a password file, and what they keep (cli.md 14). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class SessionTest {
  /** The password is "secret1", bcrypt with cost 5. */
  private static final String ANN =
      "ann:$2y$05$8qEA1oP.OxIkkbzn1vJckOEz0mfodYCf9gNYpSnxLaQjxpuingvvC\n";

  @TempDir static Path work;
  private ServerProcess server;
  private int homes;
  private Path home = Path.of("");
  private WeirCalls weir;

  @BeforeAll
  void start() throws IOException {
    Path data = Files.createDirectory(work.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(data.resolve("users.htpasswd"), ANN);
    server = ServerProcess.start(data);
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void freshHome() throws IOException {
    homes++;
    home = Files.createDirectory(work.resolve("home" + homes));
    weir = new WeirCalls(Map.of(), home);
  }

  private String authority() {
    return "--certificate-authority=" + server.data().resolve("ca.crt");
  }

  private String login() {
    return weir.says("login", server.api(), "-u", "ann", "-p", "secret1", authority());
  }

  private String kubeconfig() throws IOException {
    return Files.readString(home.resolve(".kube/config"));
  }

  @Test
  void whoReadsTheFirstLineOnlyIsLoggedIn() throws Exception {
    String line =
        RealClient.weirCommand().stream().collect(Collectors.joining("' '", "'", "'"))
            + " login %s -u ann -p secret1 '%s' | head -n 1".formatted(server.api(), authority());
    Map<String, String> environment =
        Map.of("HOME", home.toString(), "KUBECONFIG", home.resolve("kept").toString());
    Output output = RealClient.required(environment, "sh").attempt("", "-c", line);
    assertThat(output.out()).isEqualTo("Login successful.\n");
    assertThat(home.resolve("kept")).content().contains("token: ");
  }

  @Test
  void keepsTheSessionUnderTheNamesThatOcGives() throws IOException {
    assertThat(login()).startsWith("Login successful.\n\n").endsWith("to get started.\n");
    String cluster = server.api().replace("https://", "").replace('.', '-');
    assertThat(kubeconfig())
        .contains(
            "current-context: /" + cluster + "/ann\n",
            "name: " + cluster + "\n",
            "name: ann/" + cluster + "\n")
        .doesNotContain("secret1");
    assertThat(Files.getPosixFilePermissions(home.resolve(".kube/config")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(weir.says("whoami")).isEqualTo("ann\n");
    assertThat(weir.says("whoami", "-t")).startsWith("sha256~");
    assertThat(weir.says("whoami", "--show-server")).isEqualTo(server.api() + "\n");
    assertThat(weir.says("whoami", "-c")).isEqualTo("/" + cluster + "/ann\n");
  }

  @Test
  void saysHowToGetAProjectToWhoMayAndWhoMayNotMakeOne() {
    WeirCalls admin =
        new WeirCalls(
            Map.of("KUBECONFIG", server.data().resolve("admin.kubeconfig").toString()), home);
    assertThat(login())
        .contains("You can try to create a new project, by running\n\n    weir new-");
    admin.says("delete", "clusterrolebinding", "self-provisioners");
    try {
      assertThat(login())
          .contains(
              "You don't have any projects. Contact your system administrator to request a"
                  + " project.\n")
          .doesNotContain("new-project");
    } finally {
      admin.says(
          "create",
          "clusterrolebinding",
          "self-provisioners",
          "--clusterrole=self-provisioner",
          "--group=system:authenticated:oauth");
    }
  }

  @Test
  void keepsOtherEntriesOfTheKubeconfig() throws IOException {
    Files.createDirectories(home.resolve(".kube"));
    Files.writeString(
        home.resolve(".kube/config"),
        """
        clusters: [{name: other, cluster: {server: 'https://example.com', extra: 1}}]
        users: [{name: me, user: {exec: {command: x}}}]
        """);
    login();
    assertThat(kubeconfig()).contains("extra: 1", "command: x", "name: other");
    assertThat(home.resolve(".kube/config.lock")).doesNotExist();
  }

  @Test
  void saysWhereALoginCannotBeKept() {
    assertThat(
            weir.fails(
                "login",
                server.api(),
                "-u",
                "ann",
                "-p",
                "secret1",
                authority(),
                "--kubeconfig=/proc/weir/config"))
        .contains("the login cannot be kept", "KUBECONFIG or --kubeconfig", "/proc/weir");
  }

  @Test
  void readsThePasswordFromStandardInput() {
    Output output = weir.attempt("secret1\n", "login", server.api(), "-u", "ann", authority());
    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(output.out()).startsWith("Login successful.\n");
  }

  @Test
  void refusesAWrongPassword() {
    Output output =
        weir.attempt("", "login", server.api(), "-u", "ann", "-p", "wrong", authority());
    assertThat(output)
        .isEqualTo(
            new Output(
                1,
                """
                Login failed (401 Unauthorized)
                Verify you have provided the correct credentials.
                """,
                ""));
    assertThat(home.resolve(".kube/config")).doesNotExist();
  }

  @Test
  void saysHowToTrustAServerOfAnUnknownAuthority() {
    assertThat(weir.fails("login", server.api(), "-u", "ann", "-p", "secret1"))
        .startsWith("error: The server uses a certificate signed by unknown authority. You may")
        .contains("--certificate-authority", "--insecure-skip-tls-verify");
  }

  @Test
  void endsTheSessionForGood() throws IOException {
    login();
    String token = weir.says("whoami", "-t").strip();
    assertThat(weir.says("logout")).isEqualTo("Logged \"ann\" out on \"" + server.api() + "\"\n");
    assertThat(kubeconfig()).doesNotContain(token);
    assertThat(weir.fails("login", server.api(), "--token=" + token))
        .isEqualTo("error: The token provided is invalid or expired.\n");
    assertThat(weir.fails("logout"))
        .isEqualTo("error: You must have a token in order to logout.\n");
  }

  @Test
  void usesTheSessionThatIsThere() {
    login();
    assertThat(weir.says("login", "-u", "ann"))
        .startsWith("Logged into \"" + server.api() + "\" as \"ann\" using existing credentials.");
    String token = weir.says("whoami", "-t").strip();
    assertThat(weir.says("login", "--token=" + token))
        .startsWith("Logged into \"" + server.api() + "\" as \"ann\" using the token provided.");
  }

  @Test
  void tellsWhereATokenIsToBeHad() {
    Output output = weir.attempt("", "login", server.api(), authority());
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out())
        .startsWith(
            "You must obtain an API token by visiting " + server.api() + "/oauth/token/request\n");
  }

  @Test
  void takesOneServerAndOneKindOfCredential() {
    assertThat(weir.fails("login", "a", "b"))
        .isEqualTo("error: Only the server URL may be specified as an argument\n");
    assertThat(weir.fails("login", "--token=a", "-u", "b"))
        .isEqualTo("error: --token and --username are mutually exclusive\n");
    assertThat(weir.fails("login", "https://a", "-s", "https://b"))
        .startsWith("error: --server and passing the server URL as an argument are mutually");
    assertThat(weir.fails("login")).isEqualTo("error: A server URL must be specified\n");
  }

  @Test
  void looksForTheSessionWhereTheVariableHomePoints() throws Exception {
    login();
    assertThat(RealClient.weir(Map.of("HOME", home.toString())).run("whoami")).isEqualTo("ann\n");
  }

  @Test
  void letsOcUseTheSessionAndTheOtherWayRound() throws Exception {
    login();
    RealClient oc = RealClient.oc(Map.of("HOME", home.toString()));
    assertThat(oc.run("whoami")).isEqualTo("ann\n");
    assertThat(oc.run("logout")).contains("Logged \"ann\" out on");
    assertThat(weir.fails("logout"))
        .isEqualTo("error: You must have a token in order to logout.\n");
  }
}
