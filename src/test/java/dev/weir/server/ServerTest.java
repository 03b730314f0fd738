package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import dev.weir.server.config.StartException;
import dev.weir.server.data.Kubeconfig;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  private static final Pattern READY =
      Pattern.compile(
          "ready api=https://127\\.0\\.0\\.1:\\d+ registry=http://127\\.0\\.0\\.1:\\d+"
              + " kubeconfig=.*\n");

  @TempDir private Path directory;

  private Server start() {
    return start(Map.of());
  }

  private Server start(Map<Setting, String> more) {
    Map<Setting, String> flags = new java.util.EnumMap<>(Setting.class);
    flags.put(Setting.DATA, directory.resolve("d").toString());
    flags.put(Setting.API, "127.0.0.1:0");
    flags.put(Setting.REGISTRY, "127.0.0.1:0");
    flags.putAll(more);
    return Server.start(
        ConfigReader.read(flags, "", Map.of()),
        new Surroundings(Clock.systemUTC(), "box", "0.1.0"));
  }

  private String token() throws IOException {
    return new Kubeconfig(kubeconfig()).token().orElseThrow();
  }

  private Path kubeconfig() {
    return directory.resolve("d/admin.kubeconfig");
  }

  /** Status line, headers and body of a request over the Unix socket. */
  private String get(String path, String token) throws IOException {
    return send("GET", path, token, "");
  }

  private String send(String method, String path, String token, String body) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve("d/weir.sock")));
      String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: weir\r\n"
              + authorization
              + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
              + "Connection: close\r\n\r\n"
              + body;
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void noProjectIsAWindowOnTheRegistryItselfByWhicheverOfItsNames() throws IOException {
    Map<Setting, String> names =
        Map.of(
            Setting.REGISTRY_HOST,
            "registry.test:5000",
            Setting.REGISTRY_URL,
            "https://public.test");
    try (Server server = start(names)) {
      List<String> own =
          List.of(
              "registry.test:5000",
              server.registryUrl().replace("http://", ""),
              "public.test",
              "registry.weir.invalid");
      for (int i = 0; i < own.size(); i++) {
        String project =
            "{\"metadata\":{\"name\":\"w%d\",\"annotations\":{\"weir.dev/upstream\":\"%s\"}}}"
                .formatted(i, own.get(i));
        assertThat(send("POST", "/api/v1/namespaces", token(), project))
            .as(own.get(i))
            .startsWith("HTTP/1.1 201")
            .contains("Warning: 299", "is this server's own registry");
      }
    }
  }

  @Test
  void isReadyAndHasItsNamespaces() throws IOException {
    try (Server server = start()) {
      assertThat(server.apiUrl()).matches("https://127\\.0\\.0\\.1:[1-9][0-9]*");
      assertThat(server.registryUrl()).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
      assertThat(get("/readyz", "")).startsWith("HTTP/1.1 200");
      assertThat(get("/api/v1/namespaces", token()))
          .startsWith("HTTP/1.1 200")
          .contains("\"default\"", "\"openshift\"", "\"kube-system\"");
    }
  }

  @Test
  void asksForRightsFromTheFirstRequest() throws IOException {
    try (Server _ = start()) {
      assertThat(get("/api/v1/namespaces", "")).containsPattern("^HTTP/1.1 40[13]");
      assertThat(get("/api/v1/namespaces", "sha256~wrong")).startsWith("HTTP/1.1 401");
      assertThat(get("/metrics", "")).containsPattern("^HTTP/1.1 40[13]");
      assertThat(get("/metrics", token()))
          .startsWith("HTTP/1.1 200")
          .contains("weir_build{version=\"0.1.0\"} 1")
          .contains("weir_store_revision");
    }
  }

  @Test
  void keepsTheTokenAcrossStarts() throws IOException {
    start().close();
    String token = token();

    try (Server _ = start()) {
      assertThat(token()).isEqualTo(token);
      assertThat(get("/api/v1/namespaces", token)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void voidsTheTokenWhenTheKubeconfigWasDeleted() throws IOException {
    start().close();
    String old = token();
    Files.delete(kubeconfig());

    try (Server _ = start()) {
      assertThat(token()).isNotEqualTo(old);
      assertThat(get("/api/v1/namespaces", old)).startsWith("HTTP/1.1 401");
      assertThat(get("/api/v1/namespaces", token())).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void goesOnWithAKubeconfigThatCannotBeWrittenAndStillLetsItsTokenIn() throws IOException {
    String first;
    try (Server before = start()) {
      first = before.apiUrl();
    }
    String token = token();
    Path inTheWay = directory.resolve("d/.admin.kubeconfig.new");
    Files.createDirectories(inTheWay.resolve("full"));

    try (Server _ = start()) {
      assertThat(get("/api/v1/namespaces", token)).startsWith("HTTP/1.1 200");
      assertThat(kubeconfig()).content().contains(first);
    }
  }

  @Test
  void namesTheFileThatCannotBeWrittenAtAFirstStart() throws IOException {
    start().close();
    Files.delete(kubeconfig());
    Files.createDirectories(directory.resolve("d/.admin.kubeconfig.new/full"));

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(this::start)
        .withMessageContaining(kubeconfig().toString());
  }

  @Test
  void refusesSecondServerOnTheSameData() {
    try (Server first = start()) {
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(this::start)
          .withMessageContaining(first.apiUrl());
    }
  }

  @Test
  void letsGoOfEverythingWhenItCannotStart() throws IOException {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> start(Map.of(Setting.REGISTRY, "0.0.0.0:0")))
        .withMessageContaining("--registry-host");

    try (Server _ = start()) {
      assertThat(get("/readyz", "")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void refusesToStartWithoutTheKeyOfStoredSecrets() throws IOException {
    start().close();
    Files.delete(directory.resolve("d/secrets.key"));

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(this::start)
        .withMessageContaining("secrets.key");
  }

  @Test
  void endsOrderlyOnSignalAndContinuesAfterKill() throws Exception {
    Process first = readyProcess();
    String token = token();
    first.destroy();
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isZero();
    assertThat(Files.readString(directory.resolve("out"))).matches(READY);

    readyProcess().destroyForcibly().waitFor();

    try (Server _ = start()) {
      assertThat(get("/api/v1/namespaces", token)).startsWith("HTTP/1.1 200");
    }
  }

  private Process readyProcess() throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path", ""),
                    "dev.weir.Main",
                    "serve",
                    "--data",
                    directory.resolve("d").toString(),
                    "--api",
                    "127.0.0.1:0",
                    "--registry",
                    "127.0.0.1:0"))
            .redirectError(directory.resolve("log").toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    await().until(() -> Files.readString(directory.resolve("out")).endsWith("\n"));
    return process;
  }
}
