package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever keeps a server from starting is said in one sentence: what, why, and what to do. */
class StartWordsTest {
  private static final Pattern JAVA = Pattern.compile("(java|javax|sun|org|tools)\\.[a-z]");

  @TempDir private Path directory;

  /** What a start that must fail says. */
  private String said(String... arguments) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.DATA, directory.resolve("d").toString());
    flags.put(Setting.API, "127.0.0.1:0");
    flags.put(Setting.REGISTRY, "127.0.0.1:0");
    String config = "";
    for (int i = 0; i < arguments.length; i += 2) {
      if (arguments[i].equals("--config")) {
        config = arguments[i + 1];
      } else {
        flags.put(Setting.of(arguments[i].substring(2)).orElseThrow(), arguments[i + 1]);
      }
    }
    String text;
    try {
      start(flags, config).close();
      throw new AssertionError("it starts with " + List.of(arguments));
    } catch (ConfigException | StartException e) {
      text = String.valueOf(e.getMessage());
    }
    assertThat(text).doesNotContainPattern(JAVA).doesNotContain("Exception", "null", "\tat ");
    assertThat(text.strip().lines()).as(text).hasSizeBetween(1, 2);
    return text;
  }

  private static Server start(Map<Setting, String> flags, String config) {
    return Server.start(
        ConfigReader.read(flags, config, Map.of()),
        new Surroundings(Clock.systemUTC(), "box", "test"));
  }

  private static void startOnce(Path data) {
    start(
            Map.of(
                Setting.DATA, data.toString(),
                Setting.API, "127.0.0.1:0",
                Setting.REGISTRY, "127.0.0.1:0"),
            "")
        .close();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void ports() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(said("--api", address)).contains(address, "the port is in use", "--api");
      assertThat(said("--registry", address)).contains(address, "in use", "--registry");
    }
    assertThat(said("--api", "192.0.2.77:0")).contains("192.0.2.77:0", "no such address");
    assertThat(said("--api", "nohost.invalid:0")).contains("nohost.invalid:0", "nobody knows");
    assertThat(said("--api", "nonsense")).contains("--api", "write HOST:PORT");
  }

  @Test
  void dataDirectories() throws IOException {
    Path plain = file("plain", "x");
    assertThat(said("--data", plain.toString())).contains(plain.toString(), "--data DIR");
    assertThat(said("--data", plain.resolve("sub").toString()))
        .contains(plain.toString(), "--data DIR");
    assertThat(said("--data", "/proc/weir")).contains("/proc/weir", "--data DIR");
    Path used = Files.createDirectory(directory.resolve("used"));
    file("used/other", "x");
    assertThat(said("--data", used.toString())).contains(used.toString());
    Path damaged = Files.createDirectory(directory.resolve("damaged"));
    file("damaged/format", "x");
    assertThat(said("--data", damaged.toString())).contains("format");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "lock",
        "weir.db",
        "weir.db-wal",
        "weir.db-shm",
        "weir.db-newest",
        "secrets.key",
        "serviceaccounts.jwks",
        "registry-host",
        "registry-hosts-fleeting",
        "ca.crt",
        "tls/ca.key",
        "tls/server.crt",
        "tls/server.key",
        "tls/checked",
        "admin.kubeconfig",
        "audit.log",
        "users.htpasswd"
      })
  void filesOfADataDirectoryThatAreDirectories(String part) throws IOException {
    Path data = directory.resolve("d");
    startOnce(data);
    Path inTheWay = data.toRealPath().resolve(part);
    Files.deleteIfExists(inTheWay);
    Files.createDirectories(inTheWay.resolve("something"));

    assertThat(said()).contains(inTheWay + " is a directory", "restore", "--data DIR");
    assertThat(inTheWay.resolve("something")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls", "lib", "blobs"})
  void directoriesOfADataDirectoryThatAreFiles(String part) throws IOException {
    Path data = directory.resolve("d");
    startOnce(data);
    Path inTheWay = data.toRealPath().resolve(part);
    if (Files.exists(inTheWay)) {
      Files.move(inTheWay, directory.resolve("away"));
    }
    Files.writeString(inTheWay, "x");

    assertThat(said()).contains(inTheWay + " is no directory", "restore", "--data DIR");
    assertThat(inTheWay).hasContent("x");
  }

  @Test
  void filesOfADataDirectoryThatAreDamaged() throws IOException {
    for (String part : List.of("tls/server.key", "tls/server.crt", "ca.crt")) {
      Path data = directory.resolve(part.replace('/', '-'));
      startOnce(data);
      assertThat(data.resolve(part)).exists();
      for (String text :
          List.of(
              "",
              "x",
              "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
              "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n")) {
        Files.writeString(data.resolve(part), text);
        assertThat(said("--data", data.toString())).as(part).contains(data.toString());
      }
    }
  }

  @Test
  void configurationFiles() throws IOException {
    assertThat(said("--config", "/nowhere.yaml")).contains("/nowhere.yaml", "no such file");
    assertThat(said("--config", directory.toString())).contains(directory.toString());
    for (String text :
        List.of("a: [", "\t", "api: {x: 1}", "- a", "api: &a *b", "\u0001", "x: 1")) {
      Path config = file("weir.yaml", text);
      assertThat(said("--config", config.toString())).contains(config.toString());
    }
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThat(said("--config", binary.toString())).contains(binary.toString());
  }

  @Test
  void certificatesAndKeys() throws IOException {
    String certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    String key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    String odd = "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----\n";
    for (String text : List.of("", "no", certificate, key, odd)) {
      Path file = file("given.pem", text);
      assertThat(said("--tls-cert", file.toString(), "--tls-key", file.toString()))
          .contains(file.toString(), "--tls-cert");
      assertThat(said("--upstream-ca", file.toString())).contains(file.toString(), "--upstream-ca");
    }
    startOnce(directory.resolve("own"));
    String good = directory.resolve("own/tls/server.crt").toString();
    for (String text : List.of("", "no", key, odd, key.replace("PRIVATE", "ENCRYPTED PRIVATE"))) {
      Path file = file("given.key", text);
      assertThat(said("--tls-cert", good, "--tls-key", file.toString()))
          .contains(file.toString(), "--tls-key");
    }
    String other = directory.resolve("own/tls/ca.key").toString();
    assertThat(said("--tls-cert", good, "--tls-key", other)).contains("does not belong");
    assertThat(said("--tls-cert", "/nowhere", "--tls-key", "/nowhere")).contains("/nowhere");
  }

  @Test
  void otherSettings() {
    assertThat(said("--audit-log", "/nowhere/audit.log")).contains("/nowhere/audit.log");
    assertThat(said("--registry-host", "a b")).contains("--registry-host");
    for (String port : List.of("0", "99999", "abc")) {
      assertThat(said("--registry-host", "weir.example.com:" + port))
          .contains("--registry-host", "\"" + port + "\" is no port; use 1 to 65535");
    }
    assertThat(said("--registry-url", "https://weir.example.com:99999"))
        .contains("--registry-url", "\"99999\" is no port");
    assertThat(said("--api-url", "https://weir.example.com:0")).contains("--api-url", "is no port");
    for (String registries : List.of("[", "quay.io,a b c", "quay.io:99999")) {
      assertThat(said("--allowed-registries", registries))
          .contains("--allowed-registries", registries.replace("quay.io,", ""));
    }
    assertThat(said("--trusted-proxies", "proxy.test")).contains("--trusted-proxies");
    assertThat(said("--api-url", "https://")).contains("--api-url");
  }
}
