package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.network.ProxyRules;
import dev.weir.pem.Pem;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import dev.weir.server.tls.Certificates;
import dev.weir.server.upkeep.Heap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By which addresses the server sends clients on. */
class PublicAddressesTest {
  private static final Pattern REALM = Pattern.compile("realm=\"([^\"]+)\",service=\"([^\"]+)\"");

  @TempDir private Path directory;

  private Server start(Map<Setting, String> more, List<String> addresses) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.DATA, directory.resolve("d").toString());
    flags.put(Setting.API, "127.0.0.1:0");
    flags.put(Setting.REGISTRY, "127.0.0.1:0");
    flags.putAll(more);
    return Server.start(
        ConfigReader.read(flags, "", Map.of()),
        new Surroundings(
            Clock.systemUTC(),
            "box.test",
            () -> addresses,
            ProxyRules.DIRECT,
            "0.1.0",
            Heap.SHARED));
  }

  /** Where a client that called the registry by this name is sent for a token. */
  private static String realm(Server server, String host, String... headers) throws IOException {
    URI registry = URI.create(server.registryUrl());
    try (Socket socket = new Socket(registry.getHost(), registry.getPort())) {
      String head =
          "GET /v2/ HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: close\r\n"
              + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
              + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher realm = REALM.matcher(answer);
      assertThat(realm.find()).as(answer).isTrue();
      assertThat(realm.group(1)).endsWith("://" + realm.group(2) + "/openshift/token");
      return realm.group(1).replace("/openshift/token", "");
    }
  }

  @Test
  void clientsAreSentWhereTheyCalledIfThatIsOurs() throws IOException {
    try (Server server = start(Map.of(Setting.REGISTRY_HOST, "registry.test:5000"), List.of())) {
      for (String ours :
          List.of(
              "127.0.0.1:1",
              "localhost:7000",
              "[::1]:7000",
              "127.9.9.9",
              "box.test:5000",
              "BOX.test",
              "registry.test",
              "registry.test:5000",
              "registry.test:8000")) {
        assertThat(realm(server, ours)).isEqualTo("http://" + ours);
      }
    }
  }

  @Test
  void whoCallsByAForeignNameIsSentToTheRegistrysHost() throws IOException {
    try (Server server = start(Map.of(Setting.REGISTRY_HOST, "registry.test:5000"), List.of())) {
      for (String foreign :
          List.of("evil.test", "registry.test.evil.test:5000", "192.0.2.1:5000")) {
        assertThat(realm(server, foreign)).isEqualTo("http://registry.test:5000");
      }
      assertThat(
              realm(server, "evil.test", "X-Forwarded-Proto: https", "X-Forwarded-Host: box.test"))
          .as("nobody is believed unless configured")
          .isEqualTo("http://registry.test:5000");
    }
  }

  @Test
  void aPublicUrlIsAlwaysTheRealm() throws IOException {
    try (Server server =
        start(Map.of(Setting.REGISTRY_URL, "https://registry.example"), List.of())) {
      assertThat(realm(server, "127.0.0.1:5000")).isEqualTo("https://registry.example");
      assertThat(realm(server, "evil.test")).isEqualTo("https://registry.example");
    }
  }

  @Test
  void trustedProxiesSayHowTheyWereCalledButNotByForeignNames() throws IOException {
    Map<Setting, String> flags =
        Map.of(
            Setting.REGISTRY_HOST,
            "registry.test",
            Setting.TRUSTED_PROXIES,
            "127.0.0.1,10.0.0.0/8");
    try (Server server = start(flags, List.of())) {
      String https = "X-Forwarded-Proto: https";
      assertThat(realm(server, "127.0.0.1:5000", https, "X-Forwarded-Host: registry.test"))
          .isEqualTo("https://registry.test");
      assertThat(realm(server, "registry.test", https)).isEqualTo("https://registry.test");
      assertThat(realm(server, "127.0.0.1:5000", https, "X-Forwarded-Host: evil.test"))
          .isEqualTo("https://registry.test");
    }
  }

  private Set<String> certified() throws Exception {
    return Certificates.names(Pem.certificates(directory.resolve("d/tls/server.crt")).getFirst());
  }

  @Test
  void listeningEverywherePutsTheMachinesAddressesIntoTheCertificate() throws Exception {
    Map<Setting, String> everywhere =
        Map.of(Setting.API, "0.0.0.0:0", Setting.REGISTRY_HOST, "registry.test");
    start(everywhere, List.of("192.0.2.7", "2001:db8:0:0:0:0:0:7")).close();
    assertThat(certified()).contains("192.0.2.7", "2001:db8:0:0:0:0:0:7");

    byte[] authority = Files.readAllBytes(directory.resolve("d/ca.crt"));
    start(everywhere, List.of("192.0.2.8")).close();
    assertThat(certified()).contains("192.0.2.8").doesNotContain("192.0.2.7");
    assertThat(directory.resolve("d/ca.crt")).hasBinaryContent(authority);

    start(Map.of(), List.of("192.0.2.8")).close();
    assertThat(certified()).doesNotContain("192.0.2.8");
  }

  @Test
  void publicNamesStandInTheCertificateToo() throws Exception {
    start(
            Map.of(
                Setting.API_URL, "https://weir.example:444",
                Setting.REGISTRY_URL, "https://registry.example"),
            List.of())
        .close();
    assertThat(certified()).contains("weir.example", "registry.example");
  }

  @Test
  void theMachineNamesItsAddressesAsCertificatesSpellThem() {
    assertThat(Machine.addresses())
        .allSatisfy(
            address ->
                assertThat(InetAddress.ofLiteral(address).getHostAddress()).isEqualTo(address));
  }
}
