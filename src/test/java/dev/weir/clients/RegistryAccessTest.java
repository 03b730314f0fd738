package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.TarFile;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How commands reach registries that copy images themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RegistryAccessTest {
  @TempDir static Path work;
  private ServerProcess server;
  private WeirCalls weir;
  private Path layer;

  @BeforeAll
  void start() throws Exception {
    server = ServerProcess.start(work.resolve("data"));
    weir = new WeirCalls(Map.of("KUBECONFIG", server.kubeconfig().toString()), work);
    weir.says("new-project", "shop");
    layer = Files.write(work.resolve("layer.tar"), TarFile.of("message", "a layer"));
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  private static String login(String host, String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    var file = Json.object();
    file.putObject("auths").putObject(host).put("auth", Base64.getEncoder().encodeToString(pair));
    return file.toString();
  }

  @Test
  void theServersOwnRegistryTakesTheSessionsTokenAndNoOtherIsShownIt() throws Exception {
    assertThat(
            weir.says("image", "append", "--to", server.registry() + "/shop/app:v1", "layer.tar"))
        .startsWith("Pushed sha256:");
    try (FakeRegistry other = FakeRegistry.plain().require(FakeLogin.basic("bob", "secret"))) {
      String to = other.host() + "/shop/app:v1";
      assertThat(weir.fails("image", "append", "--insecure", "--to", to, "layer.tar"))
          .contains(other.host(), "log in first");
      assertThat(other.headers("/", "Authorization")).isNotEmpty().containsOnly("");
      weir.file("bob.json", login(other.host(), "bob", "secret"));
      assertThat(
              weir.says("image", "append", "--insecure", "-a", "bob.json", "--to", to, "layer.tar"))
          .startsWith("Pushed sha256:");
    }
  }

  @Test
  void aLoginOfTheFilesComesBeforeTheSessionsToken() throws Exception {
    weir.file("wrong.json", login(server.registry(), "bob", "wrong-secret"));
    assertThat(
            weir.fails(
                "image",
                "append",
                "-v=9",
                "-a",
                "wrong.json",
                "--to",
                server.registry() + "/shop/app:v2",
                "layer.tar"))
        .contains("incorrect username or password")
        .doesNotContain("wrong-secret");
  }

  @Test
  void anAuthorityOfRegistriesIsNamedWhileTheServerKeepsItsOwn() throws Exception {
    try (FakeRegistry other = FakeRegistry.tls()) {
      Path authority =
          Files.writeString(
              work.resolve("other.crt"),
              "-----BEGIN CERTIFICATE-----\n"
                  + Base64.getMimeEncoder().encodeToString(other.certificate().getEncoded())
                  + "\n-----END CERTIFICATE-----\n");
      String to = other.host() + "/shop/app:v1";
      assertThat(weir.fails("image", "append", "--to", to, "layer.tar"))
          .contains("not trusted", "--insecure allows it");
      String flag = "--certificate-authority=" + authority;
      assertThat(weir.says("image", "append", flag, "--to", to, "layer.tar"))
          .startsWith("Pushed sha256:");
      assertThat(
              weir.says(
                  "image", "append", flag, "--to", server.registry() + "/shop/ca:v1", "layer.tar"))
          .startsWith("Pushed sha256:");
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamedBeforeAnythingIsAsked() throws Exception {
    String[] append = {"image", "append", "--to", "127.0.0.1:1/a/b:v1", "layer.tar"};
    assertThat(weir.fails(with(append, "-a", "nowhere.json")))
        .isEqualTo(
            "error: unable to load --registry-config: stat nowhere.json: no such file or"
                + " directory\n");
    assertThat(weir.fails(with(append, "-a", weir.file("odd.json", "[]"))))
        .contains("unable to load --registry-config", "odd.json", "not a registry login file");
    assertThat(weir.fails(with(append, "--certificate-authority", "nowhere.crt")))
        .contains("--certificate-authority", "nowhere.crt", "no such file");
    assertThat(weir.fails(with(append, "--certificate-authority", layer.toString())))
        .contains("--certificate-authority", "layer.tar", "certificate");
  }

  /** Puts a program on the PATH that gives logins; what it is asked for is written down. */
  private WeirCalls withHelper(Path home, String name, String script) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path program = bin.resolve("docker-credential-" + name);
    Files.writeString(
        program, "#!/bin/sh\necho \"$1 $(cat)\" >>'" + home + "/asked'\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(home.resolve(".docker"));
    return new WeirCalls(
        Map.of("KUBECONFIG", server.kubeconfig().toString(), "PATH", bin + ":/usr/bin:/bin"), home);
  }

  @Test
  void aProgramThatKeepsLoginsIsAskedForThoseThatAreNeeded() throws Exception {
    Path home = work.resolve("helped");
    WeirCalls calls =
        withHelper(home, "safe", "echo '{\"Username\":\"bob\",\"Secret\":\"secret\"}'");
    try (FakeRegistry one = FakeRegistry.plain().require(FakeLogin.basic("bob", "secret"));
        FakeRegistry other = FakeRegistry.plain().require(FakeLogin.basic("bob", "secret"))) {
      Path config = home.resolve(".docker/config.json");
      String append = "--to=" + one.host() + "/shop/app:v1";
      Files.writeString(config, "{\"credHelpers\":{\"" + one.host() + "\":\"safe\"}}");
      assertThat(calls.says("image", "append", "--insecure", append, layer.toString()))
          .startsWith("Pushed");
      assertThat(home.resolve("asked")).hasContent("get " + one.host());

      Files.writeString(config, "{\"auths\":{},\"credsStore\":\"safe\"}");
      assertThat(
              calls.says(
                  "image",
                  "append",
                  "--insecure",
                  "--to=" + other.host() + "/shop/app:v1",
                  layer.toString()))
          .startsWith("Pushed");
      assertThat(home.resolve("asked")).hasContent("get " + one.host() + "\nget " + other.host());
    }
  }

  @Test
  void aProgramMayGiveAnIdentityToken() throws Exception {
    Path home = work.resolve("identity");
    WeirCalls calls =
        withHelper(home, "safe", "echo '{\"Username\":\"<token>\",\"Secret\":\"it\"}'");
    try (FakeRegistry other = FakeRegistry.plain()) {
      FakeLogin login = FakeLogin.bearer(other.url() + "/token", "a", "b").orIdentity("it");
      other.require(login).serveTokens(login);
      Files.writeString(home.resolve(".docker/config.json"), "{\"credsStore\":\"safe\"}");
      String append = "--to=" + other.host() + "/shop/app:v1";
      assertThat(calls.says("image", "append", "--insecure", append, layer.toString()))
          .startsWith("Pushed");
    }
  }

  @Test
  void aProgramThatFailsIsNamedAndNothingOfItsSecretIsSaid() throws Exception {
    try (FakeRegistry other = FakeRegistry.plain().require(FakeLogin.basic("bob", "secret"))) {
      String append = "--to=" + other.host() + "/shop/app:v1";
      for (String[] row :
          new String[][] {
            {
              "echo 'the safe is locked'; exit 1", "docker-credential-safe failed: the safe is lock"
            },
            {"echo hunter2", "docker-credential-safe answered with something that is no login"},
          }) {
        Path home = Files.createTempDirectory(work, "failing");
        WeirCalls calls = withHelper(home, "safe", row[0]);
        Files.writeString(home.resolve(".docker/config.json"), "{\"credsStore\":\"safe\"}");
        assertThat(calls.fails("image", "append", "--insecure", append, layer.toString()))
            .contains("warning: no login for " + other.host(), row[1], "log in first")
            .doesNotContain("hunter2");
      }
      Path home = Files.createTempDirectory(work, "empty");
      WeirCalls calls =
          withHelper(home, "safe", "echo 'credentials not found in native keychain'; exit 1");
      Files.writeString(home.resolve(".docker/config.json"), "{\"credsStore\":\"safe\"}");
      assertThat(calls.fails("image", "append", "--insecure", append, layer.toString()))
          .contains("log in first")
          .doesNotContain("warning");
      Files.writeString(home.resolve(".docker/config.json"), "{\"credsStore\":\"gone\"}");
      assertThat(calls.fails("image", "append", "--insecure", append, layer.toString()))
          .contains("docker-credential-gone is not on PATH");
    }
  }

  private static String[] with(String[] command, String flag, String value) {
    String[] longer = Arrays.copyOf(command, command.length + 2);
    longer[command.length] = flag;
    longer[command.length + 1] = value;
    return longer;
  }
}
