package dev.weir.server.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.weir.access.HeapBudget;
import dev.weir.http.Exchange;
import dev.weir.http.LongBody;
import dev.weir.server.config.ListenAddress;
import dev.weir.server.config.ServerConfig.RegistryTls;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.tls.Certificates;
import dev.weir.server.tls.ServerIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers whose length is not known when they begin, and how clients see that one is not whole. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongAnswerTest {
  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
  private static final int PIECES = 3;
  private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

  @TempDir private Path parent;
  private DataDirectory data;
  private ServerIdentity identity;

  @BeforeEach
  void prepare() throws Exception {
    data = DataDirectory.open(parent.resolve("data"));
    identity = new Certificates(data, Clock.systemUTC()).own(List.of());
  }

  @AfterEach
  void close() throws IOException {
    data.close();
  }

  /** Some pieces; {@code /broken} fails in place of the end. */
  private static void answer(Exchange http) throws IOException {
    http.status(200);
    LongBody body = new LongBody(http, "text/plain");
    for (int i = 0; i < PIECES; i++) {
      body.write("x".repeat(LongBody.PIECE).getBytes(US_ASCII));
      body.flush();
    }
    if (http.rawPath().equals("/broken")) {
      throw new IOException("the disk is gone");
    }
    body.end();
  }

  private Listeners listen(RegistryTls tls) throws IOException {
    Listeners listeners =
        Listeners.bind(
            ListenersTest.config(data.root(), ANY_PORT, ANY_PORT, tls),
            identity,
            new RequestMetrics(),
            new HeapBudget(256L << 20));
    listeners.start(LongAnswerTest::answer, LongAnswerTest::answer, data.socket());
    return listeners;
  }

  private Socket connect(ListenAddress address, RegistryTls tls) throws Exception {
    if (tls == RegistryTls.OFF) {
      return new Socket(address.host(), address.port());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(identity.trustPem())));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory().createSocket(address.host(), address.port());
  }

  /** All that comes until the connection ends. */
  private String exchange(RegistryTls tls, String request) throws Exception {
    try (Listeners listeners = listen(tls);
        Socket socket = connect(listeners.registry(), tls)) {
      socket.getOutputStream().write((request + "Host: x\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "ON"})
  void comesInChunksAlsoWhereTheConnectionEndsWithIt(RegistryTls tls) throws Exception {
    String request = " HTTP/1.1\r\nConnection: close\r\n";

    assertThat(exchange(tls, "GET /whole" + request))
        .containsIgnoringCase("Transfer-Encoding: chunked\r\n")
        .endsWith(LAST_CHUNK);
    assertThat(exchange(tls, "GET /broken" + request))
        .hasSizeGreaterThan(PIECES * LongBody.PIECE)
        .doesNotEndWith(LAST_CHUNK);
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "ON"})
  void endsWithTheConnectionForOldClientsOnlyIfItIsWhole(RegistryTls tls) throws Exception {
    assertThat(exchange(tls, "GET /whole HTTP/1.0\r\n"))
        .doesNotContainIgnoringCase("Transfer-Encoding")
        .endsWith("\r\n\r\n" + "x".repeat(PIECES * LongBody.PIECE));
    assertThatIOException().isThrownBy(() -> exchange(tls, "GET /broken HTTP/1.0\r\n"));
  }

  @ParameterizedTest
  @CsvSource({"1.0, false", "1.1, true"})
  void saysToHeadNothingThatIsNotSoForGet(String version, boolean chunked) throws Exception {
    String request = " /whole HTTP/" + version + "\r\nConnection: close\r\n";

    String head = exchange(RegistryTls.OFF, "HEAD" + request);

    assertThat(head)
        .startsWith("HTTP/1.1 200")
        .contains("Content-Type: text/plain\r\n")
        .doesNotContainIgnoringCase("Content-Length")
        .endsWith("\r\n\r\n");
    assertThat(head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked"))
        .isEqualTo(chunked);
  }
}
