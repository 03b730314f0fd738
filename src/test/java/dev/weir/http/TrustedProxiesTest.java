package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.network.AddressRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
  private final Server server = new Server();

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  /** What the server makes of a request with these headers: scheme, Host and address. */
  private String seen(List<String> trusted, String... headers) throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new TrustedProxies(trusted.stream().map(AddressRange::parse).toList()));
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new DoorHandler(
            exchange ->
                exchange
                    .status(200)
                    .send(
                        "text/plain",
                        (exchange.scheme()
                                + " "
                                + exchange.authority()
                                + " "
                                + exchange.remoteAddress())
                            .getBytes(StandardCharsets.UTF_8))));
    server.start();
    return get(connector.getLocalPort(), headers);
  }

  private static String get(int port, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      String head =
          "GET / HTTP/1.1\r\nHost: asked.test:1\r\nConnection: close\r\n"
              + String.join("", Stream.of(headers).map(h -> h + "\r\n").toList())
              + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  private static final List<String> OURS = List.of("127.0.0.0/8", "10.0.0.0/8");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto: https | https asked.test:1 127.0.0.1",
        "X-Forwarded-Host: reg.test | http reg.test 127.0.0.1",
        "X-Forwarded-Host: reg.test:444 | http reg.test:444 127.0.0.1",
        "X-Forwarded-Host: [2001:db8::1]:444 | http [2001:db8::1]:444 127.0.0.1",
        "X-Forwarded-For: 203.0.113.9 | http asked.test:1 203.0.113.9",
        "X-Forwarded-For: 203.0.113.9:1234 | http asked.test:1 203.0.113.9",
        "X-Forwarded-For: 6.6.6.6, 203.0.113.9 | http asked.test:1 203.0.113.9",
        "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.1.1 | http asked.test:1 203.0.113.9",
        "X-Forwarded-For: unknown | http asked.test:1 127.0.0.1",
        "X-Forwarded-Host: a b | http asked.test:1 127.0.0.1",
        "X-Forwarded-Host: reg.test@evil.test | http asked.test:1 127.0.0.1",
        "X-Forwarded-Proto: gopher | http asked.test:1 127.0.0.1",
        "Forwarded: for=203.0.113.9;proto=https;host=reg.test | https reg.test 203.0.113.9",
        "Forwarded: For=\"[2001:db8::7]:80\" | http asked.test:1 [2001:db8::7]",
        "Forwarded: for=6.6.6.6, for=203.0.113.9;proto=https | https asked.test:1 203.0.113.9",
        "X-Other: 1 | http asked.test:1 127.0.0.1",
      })
  void trustedProxyIsBelieved(String header, String seen) throws Exception {
    assertThat(seen(OURS, header)).isEqualTo(normal(seen));
  }

  /** Addresses of version 6 in the form that Java gives them. */
  private static String normal(String seen) {
    return seen.replace("[2001:db8::7]", "[2001:db8:0:0:0:0:0:7]");
  }

  @Test
  void nobodyElseIsBelieved() throws Exception {
    assertThat(
            seen(
                List.of("10.0.0.0/8"),
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.test",
                "X-Forwarded-For: 10.0.0.1",
                "Forwarded: for=10.0.0.1;proto=https;host=evil.test"))
        .isEqualTo("http asked.test:1 127.0.0.1");
  }

  @Test
  void theHeadersThatMostProxiesWriteCountBeforeTheStandardOne() throws Exception {
    assertThat(
            seen(
                OURS,
                "Forwarded: for=6.6.6.6;proto=http;host=evil.test",
                "X-Forwarded-For: 203.0.113.9",
                "X-Forwarded-Proto: https"))
        .isEqualTo("https asked.test:1 203.0.113.9");
  }
}
