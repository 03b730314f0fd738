package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.TestAuthority;
import dev.weir.pem.Pem;
import dev.weir.pem.TestKeys;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys that other tools have written. */
class GivenKeysTest {
  @TempDir private Path directory;

  @Test
  void anRsaKeyWorksInTheFormThatCertManagerWrites() throws Exception {
    KeyPair pair = TestKeys.rsa();
    assertAnswers(pair, TestKeys.pkcs1(pair.getPrivate()));
  }

  @Test
  void aKeyOfACurveWorksInTheFormThatOpensslWrites() throws Exception {
    KeyPair pair = TestKeys.ec();
    assertAnswers(pair, TestKeys.sec1(pair.getPrivate()));
  }

  private void assertAnswers(KeyPair pair, String key) throws Exception {
    TestAuthority authority = TestAuthority.create("CN=company");
    X509Certificate certificate = authority.forServer("CN=weir.example", pair);
    Map<Setting, String> flags =
        Map.of(
            Setting.DATA, directory.resolve("d").toString(),
            Setting.API, "127.0.0.1:0",
            Setting.REGISTRY, "127.0.0.1:0",
            Setting.TLS_CERT,
                file(
                    "tls.crt",
                    new String(
                        Pem.encode("CERTIFICATE", certificate.getEncoded()),
                        StandardCharsets.US_ASCII)),
            Setting.TLS_KEY, file("tls.key", key));
    try (Server server =
            Server.start(
                ConfigReader.read(flags, "", Map.of()),
                new Surroundings(Clock.systemUTC(), "box", "0.1.0"));
        SSLSocket socket = connect(URI.create(server.apiUrl()), authority.certificate())) {
      assertThat(socket.getSession().getPeerCertificates()).containsExactly(certificate);
      socket
          .getOutputStream()
          .write(
              "GET /version HTTP/1.1\r\nHost: weir.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200");
    }
  }

  private String file(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private static SSLSocket connect(URI api, X509Certificate trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("company", trusted);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return (SSLSocket) tls.getSocketFactory().createSocket(api.getHost(), api.getPort());
  }
}
