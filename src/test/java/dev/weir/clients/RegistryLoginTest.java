package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.TarFile;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code weir registry login} keeps a login: where the tools look first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RegistryLoginTest {
  @TempDir static Path work;
  private ServerProcess server;
  private String adminToken = "";
  private Path ann = Path.of("");
  private Path home = Path.of("");
  private int homes;

  @BeforeAll
  void start() throws Exception {
    Path data = Files.createDirectory(work.resolve("data"));
    RealClient.required(Map.of(), "htpasswd")
        .run("-cbB", "-C", "5", data.resolve("users.htpasswd").toString(), "ann", "secret");
    server = ServerProcess.start(data);
    WeirCalls admin = new WeirCalls(Map.of("KUBECONFIG", server.kubeconfig().toString()), work);
    adminToken = admin.says("whoami", "-t").strip();
    admin.says("new-project", "admins");
    ann = work.resolve("ann.kubeconfig");
    WeirCalls calls = new WeirCalls(Map.of("KUBECONFIG", ann.toString()), work);
    calls.says(
        "login",
        server.api(),
        "--certificate-authority=" + data.resolve("ca.crt"),
        "-u",
        "ann",
        "-p",
        "secret");
    calls.says("new-project", "anns");
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void freshHome() throws IOException {
    homes++;
    home = Files.createDirectory(work.resolve("home" + homes));
  }

  private WeirCalls weir(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("KUBECONFIG", ann.toString());
    return new WeirCalls(environment, home);
  }

  private String userIn(Path file) throws IOException {
    String auth =
        Json.parse(Files.readAllBytes(file))
            .path("auths")
            .path(server.registry())
            .path("auth")
            .asString("");
    String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
    return pair.substring(0, Math.max(0, pair.indexOf(':')));
  }

  private String saved(Path file) {
    return "Saved credentials for " + server.registry() + " into " + file + "\n";
  }

  /**
   * The machine as a service or a container sees it: no XDG_RUNTIME_DIR, and a /run of its own, so
   * that the logins of whoever runs the tests stay as they are.
   */
  private RealClient.Output onAMachineOfItsOwn(String script) throws Exception {
    RealClient unshare = RealClient.required(Map.of(), "unshare", "--mount");
    Assumptions.assumeTrue(
        unshare.attempt("", "mount", "-t", "tmpfs", "none", "/run").exit() == 0,
        "no mount may be made here");
    Path layout = TinyImage.ociLayout(home.resolve("layout"), "ann's");
    String text =
        """
        set -eu
        mount -t tmpfs none /run
        unset XDG_RUNTIME_DIR REGISTRY_AUTH_FILE DOCKER_CONFIG XDG_CONFIG_HOME
        weir() { %s "$@"; }
        export HOME=%s KUBECONFIG=%s
        host=%s layout=%s token=%s
        podman() {
          command podman --root="$HOME/root" --runroot="$HOME/run" --storage-driver=vfs "$@"
        }
        """
            .formatted(
                String.join(" ", RealClient.weirCommand()),
                home,
                ann,
                server.registry(),
                layout,
                adminToken);
    Path file = Files.writeString(home.resolve("script"), text + script);
    return unshare.attempt("", "sh", file.toString());
  }

  @Test
  void aLaterPushIsMadeByWhoLoggedInLast() throws Exception {
    for (String program : List.of("skopeo", "podman")) {
      RealClient _ = RealClient.required(Map.of(), program);
    }
    RealClient.Output output =
        onAMachineOfItsOwn(
            """
            skopeo login --tls-verify=false -u admin -p "$token" "$host"
            weir registry login
            image=$(podman pull --quiet "oci:$layout")
            podman push --quiet --tls-verify=false "$image" "$host/anns/by-podman:v1"
            skopeo --insecure-policy copy --dest-tls-verify=false "oci:$layout:latest" \\
                "docker://$host/anns/by-skopeo:v1"
            for stranger in \\
                "podman push --quiet --tls-verify=false $image $host/admins/app:v1" \\
                "skopeo --insecure-policy copy --dest-tls-verify=false oci:$layout:latest \\
                    docker://$host/admins/app:v1"; do
              if $stranger; then
                echo "still the administrator: $stranger"
              fi
            done
            skopeo login --get-login "$host"
            """);

    assertThat(output.exit()).as(output.out() + output.err()).isZero();
    assertThat(output.out())
        .contains(saved(Path.of("/run/containers/" + uid() + "/auth.json")))
        .endsWith("user\n")
        .doesNotContain("still the administrator");
    assertThat(weir(Map.of()).says("get", "is", "-n", "anns", "-o", "name"))
        .contains("/by-podman", "/by-skopeo");
  }

  private static Object uid() throws IOException {
    return Files.getAttribute(work, "unix:uid");
  }

  @Test
  void theFileOfTheSessionComesFirst() throws Exception {
    Path session = Files.createDirectory(home.resolve("session"));
    assertThat(weir(Map.of("XDG_RUNTIME_DIR", session.toString())).says("registry", "login"))
        .isEqualTo(saved(session.resolve("containers/auth.json")));
    assertThat(Files.getPosixFilePermissions(session.resolve("containers/auth.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(session.resolve("containers")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFileNamedForTheLoginIsTheOnlyOne() throws Exception {
    Files.createDirectory(home.resolve(".docker"));
    Path named = home.resolve("named.json");
    assertThat(weir(Map.of("REGISTRY_AUTH_FILE", named.toString())).says("registry", "login"))
        .isEqualTo(saved(named));
    assertThat(weir(Map.of()).says("registry", "login", "--to=other.json"))
        .isEqualTo(saved(Path.of("other.json")));
    assertThat(home.resolve(".docker/config.json")).doesNotExist();
  }

  @Test
  void dockerIsToldWhereItIsThere() throws Exception {
    Path session = Files.createDirectory(home.resolve("session"));
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", session.toString());
    Path docker = Files.createDirectory(home.resolve(".docker")).resolve("config.json");
    Files.writeString(
        docker, "{\"auths\":{\"other\":{\"auth\":\"eDp5\"}},\"detachKeys\":\"ctrl-q\"}");

    assertThat(weir(environment).says("registry", "login"))
        .isEqualTo(saved(session.resolve("containers/auth.json")) + saved(docker));

    assertThat(userIn(docker)).isEqualTo("user");
    assertThat(docker).content().contains("eDp5", "detachKeys");
  }

  @Test
  void dockersOwnVariableIsFollowed() throws Exception {
    Path config = home.resolve("elsewhere");
    weir(Map.of("DOCKER_CONFIG", config.toString())).says("registry", "login");
    assertThat(userIn(config.resolve("config.json"))).isEqualTo("user");
  }

  @Test
  void aProgramNamedDockerIsEnough() throws Exception {
    Path program = Files.createDirectory(home.resolve("bin")).resolve("docker");
    Files.createFile(
        program,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    weir(Map.of("PATH", "/none::" + program.getParent())).says("registry", "login");
    assertThat(userIn(home.resolve(".docker/config.json"))).isEqualTo("user");
  }

  /** Puts a helper on the PATH that writes down what it is told; returns the PATH. */
  private String helper(String name, String script) throws IOException {
    Path bin = Files.createDirectory(home.resolve("helpers"));
    Path program = bin.resolve("docker-credential-" + name);
    Files.writeString(program, "#!/bin/sh\n" + script);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return bin + ":/usr/bin:/bin";
  }

  @Test
  void aHelperThatKeepsDockersLoginsIsGivenThisOneToo() throws Exception {
    String path = helper("safe", "echo $1; cat >\"" + home + "/told\"\n");
    Path docker = Files.createDirectory(home.resolve(".docker")).resolve("config.json");
    Files.writeString(docker, "{\"credsStore\":\"safe\"}");

    assertThat(weir(Map.of("PATH", path)).says("registry", "login"))
        .endsWith(
            "Saved credentials for "
                + server.registry()
                + " with docker-credential-safe, as "
                + docker
                + " asks\n");

    assertThat(home.resolve("told"))
        .content()
        .contains("\"ServerURL\":\"" + server.registry() + "\"", "\"Username\":\"user\"");
    assertThat(docker).content().doesNotContain("\"auth\"");
    String token = weir(Map.of()).says("whoami", "-t").strip();
    assertThat(home.resolve("told")).content().contains("\"Secret\":\"" + token + "\"");
  }

  @Test
  void whatDockerCannotKeepDoesNotKeepPodmanOut() throws Exception {
    String path = helper("broken", "cat >/dev/null; echo 'the safe is locked'; exit 1\n");
    Path docker = Files.createDirectory(home.resolve(".docker")).resolve("config.json");
    for (String config :
        List.of("{\"credsStore\":\"broken\"}", "{\"credsStore\":\"missing\"}", "no JSON")) {
      Files.writeString(docker, config);
      RealClient.Output output = weir(Map.of("PATH", path)).attempt("", "registry", "login");
      assertThat(output.exit()).isZero();
      assertThat(output.out()).startsWith("Saved credentials for ").doesNotContain(".docker");
      assertThat(output.err()).contains("warning: docker is not logged in: ");
      assertThat(docker).content().isEqualTo(config);
    }
  }

  @Test
  void aHelperNamedForThisHostInPodmansFileIsUsed() throws Exception {
    String path = helper("safe", "cat >\"" + home + "/told\"\n");
    Path session = Files.createDirectories(home.resolve("session/containers"));
    Files.writeString(
        session.resolve("auth.json"),
        "{\"credHelpers\":{\"" + server.registry() + "\":\"safe\"},\"credsStore\":\"dockers\"}");
    weir(Map.of("PATH", path, "XDG_RUNTIME_DIR", home.resolve("session").toString()))
        .says("registry", "login");
    assertThat(home.resolve("told")).content().contains(server.registry());
  }

  @Test
  void aLinkToTheFileStaysALink() throws Exception {
    Path real = Files.writeString(home.resolve("real.json"), "{}");
    Path link = Files.createSymbolicLink(home.resolve("link.json"), Path.of("real.json"));
    weir(Map.of()).says("registry", "login", "--to=link.json");
    assertThat(link).isSymbolicLink();
    assertThat(userIn(real)).isEqualTo("user");
  }

  @Test
  void theNextPlaceIsTakenWhereTheFirstCannotBeWritten() throws Exception {
    Path blocked = Files.writeString(home.resolve("a file"), "");
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", blocked.toString());
    assertThat(weir(environment).says("registry", "login"))
        .isEqualTo(saved(home.resolve(".config/containers/auth.json")));
  }

  @Test
  void whereNothingCanBeKeptTheFileIsNamed() {
    Map<String, String> nowhere =
        Map.of("XDG_RUNTIME_DIR", "/proc", "XDG_CONFIG_HOME", "/proc", "HOME", "/proc");
    assertThat(weir(nowhere).fails("registry", "login"))
        .contains("error: the login cannot be kept in /proc/containers/auth.json: ")
        .doesNotContainPattern("java|Exception");
  }

  @Test
  void aLoginForAPartOfTheRegistryIsNamedBecauseItWins() throws Exception {
    weir(Map.of()).file("part.json", "{\"auths\":{\"" + server.registry() + "/anns\":{}}}");
    assertThat(weir(Map.of()).attempt("", "registry", "login", "--to=part.json").err())
        .contains("has a login for " + server.registry() + "/anns, which wins there");
  }

  @Test
  void aTeamsRegistryIsTrustedAsItsServerIs() throws Exception {
    String name = InetAddress.getLocalHost().getHostName();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String host = name + ":" + port;
    try (ServerProcess team =
        ServerProcess.start(
            work.resolve("team"), "--registry", "0.0.0.0:" + port, "--registry-host", host)) {
      WeirCalls admin = new WeirCalls(Map.of("KUBECONFIG", team.kubeconfig().toString()), home);
      admin.says("new-project", "team");
      assertThat(admin.says("registry", "login", "--to=team.json"))
          .isEqualTo("Saved credentials for " + host + " into team.json\n");
      Path layer = Files.write(home.resolve("layer.tar"), TarFile.of("message", "a layer"));
      assertThat(admin.says("image", "append", "--to=" + host + "/team/app:v1", layer.toString()))
          .startsWith("Pushed sha256:");
    }
  }
}
