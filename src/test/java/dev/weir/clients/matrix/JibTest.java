package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.JibBuild;
import dev.weir.clients.RealClient;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Jib with a store of trusted authorities. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class JibTest {
  private static Program jib(Site site, Home home, String token) throws Exception {
    return new Program(
        RealClient.program(JibBuild.class, Map.of(JibBuild.TOKEN, token), options(site, home)));
  }

  /** What {@link JibBuild} is told: a base of the site, a target there, and a folder. */
  private static Object[] build(Site site, Home home, String base, String target)
      throws IOException {
    return new Object[] {
      site.tls() ? "tls" : "http",
      site.repository(base) + ":v1",
      site.repository(target) + ":v1",
      Files.createDirectories(home.path("build"))
    };
  }

  private static List<String> options(Site site, Home home) throws Exception {
    if (!site.tls()) {
      return List.of("-DsendCredentialsOverHttp=true");
    }
    Path trusted = home.path("trusted.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(site.authority());
        OutputStream out = Files.newOutputStream(trusted)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      store.store(out, "changeit".toCharArray());
    }
    return List.of(
        "-Djavax.net.ssl.trustStore=" + trusted, "-Djavax.net.ssl.trustStorePassword=changeit");
  }

  @Deed
  void buildsAnImageForTwoArchitecturesAndMountsTheLayersOfItsBase(Site site) throws Exception {
    Home home = site.home();
    site.push(Layout.index(home.path("in"), "jib"), "jib-base");
    String digest =
        jib(site, home, site.owner())
            .run(build(site, home, "jib-base", "jib"), "amd64", "arm64")
            .strip();

    assertThat(site.digest("jib", "v1")).isEqualTo(digest);
    assertThat(Json.parse(site.manifest("jib", "v1")).path("manifests")).hasSize(2);
    // its own layer, which both images have, and a configuration for each
    site.assertSent("jib", "v1", new Sent(2, 3));
  }

  @Deed
  void isRefusedWithAWrongPassword(Site site) throws Exception {
    Home home = site.home();
    site.push(Layout.image(home.path("in"), "not for jib"), "jib-refused");
    assertThat(
            jib(site, home, "wrong")
                .fails(build(site, home, "jib-refused", "jib-refused-target"), "amd64"))
        .contains("Unauthorized");
    assertThat(site.digest("jib-refused-target", "v1")).isEmpty();
  }
}
