package dev.weir.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.pem.Pem;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.StartException;
import dev.weir.server.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final List<String> HOSTS = List.of("Box.example", "10.0.0.5");

  @TempDir private Path parent;
  private DataDirectory data;

  @BeforeEach
  void open() {
    data = DataDirectory.open(parent.resolve("data"));
  }

  @AfterEach
  void close() throws IOException {
    data.close();
  }

  private Certificates at(Instant instant) {
    return new Certificates(data, Clock.fixed(instant, ZoneOffset.UTC));
  }

  private static X509Certificate leaf(ServerIdentity identity) {
    return identity.chain().getFirst();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void coversAllNamesAndIsSignedByOwnAuthority() throws Exception {
    ServerIdentity identity = at(NOW).own(HOSTS);

    X509Certificate authority = Pem.certificates(data.authorityCertificate()).getFirst();
    assertThat(Certificates.names(leaf(identity)))
        .containsExactlyInAnyOrder(
            "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "box.example", "10.0.0.5");
    assertThatCode(() -> leaf(identity).verify(authority.getPublicKey()))
        .doesNotThrowAnyException();
    assertThat(authority.getBasicConstraints()).isZero();
    assertThat(leaf(identity).getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(identity.trustPem()).isEqualTo(Files.readAllBytes(data.authorityCertificate()));
  }

  @Test
  void aClockThatIsYearsBehindIsToldOf() {
    ServerIdentity identity = at(NOW).own(HOSTS);

    assertThat(identity.tooEarly(NOW)).isEmpty();
    assertThat(at(NOW).own(HOSTS).tooEarly(NOW.minus(Duration.ofDays(2000))))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .startsWith("the server's certificate is valid from 2026-05-01T11:00:00Z")
                    .contains("this machine's clock says 2020-11-08T12:00:00Z")
                    .endsWith("set the clock right and start again"));
  }

  @Test
  void keepsKeysPrivateAndTheAuthorityPublic() throws IOException {
    at(NOW).own(HOSTS);

    assertThat(mode(data.authorityKey())).isEqualTo("rw-------");
    assertThat(mode(data.serverKey())).isEqualTo("rw-------");
    assertThat(mode(data.authorityCertificate())).isEqualTo("rw-r--r--");
  }

  @Test
  void keepsTheCertificateWhileNothingChanges() {
    ServerIdentity first = at(NOW).own(HOSTS);

    assertThat(leaf(at(NOW.plus(Duration.ofDays(300))).own(HOSTS))).isEqualTo(leaf(first));
  }

  @Test
  void makesNewCertificateWhenNamesChangeAndKeepsTheAuthority() {
    ServerIdentity first = at(NOW).own(HOSTS);

    ServerIdentity second = at(NOW).own(List.of("other.example"));

    assertThat(leaf(second)).isNotEqualTo(leaf(first));
    assertThat(second.trustPem()).isEqualTo(first.trustPem());
  }

  @Test
  void makesNewCertificateThirtyDaysBeforeItsEnd() {
    ServerIdentity first = at(NOW).own(HOSTS);

    ServerIdentity second = at(NOW.plus(Duration.ofDays(336))).own(HOSTS);

    assertThat(leaf(second)).isNotEqualTo(leaf(first));
    assertThat(second.trustPem()).isEqualTo(first.trustPem());
  }

  @Test
  void makesNewCertificateWhenTheAuthorityIsReplaced() throws IOException {
    ServerIdentity first = at(NOW).own(HOSTS);
    Files.delete(data.authorityKey());

    ServerIdentity second = at(NOW).own(HOSTS);

    assertThat(leaf(second)).isNotEqualTo(leaf(first));
    assertThat(second.trustPem()).isNotEqualTo(first.trustPem());
  }

  @Test
  void makesNewCertificateWhenTheKeyIsAnothers() throws IOException {
    ServerIdentity first = at(NOW).own(HOSTS);
    at(NOW).own(HOSTS);
    assertThat(data.checkedCertificates()).exists();
    Files.copy(data.authorityKey(), data.serverKey(), StandardCopyOption.REPLACE_EXISTING);

    ServerIdentity second = at(NOW).own(HOSTS);

    assertThat(leaf(second)).isNotEqualTo(leaf(first));
    assertThat(second.trustPem()).isEqualTo(first.trustPem());
  }

  @Test
  void saysWhichFilesAreDamaged() throws IOException {
    at(NOW).own(HOSTS);
    Files.writeString(data.serverCertificate(), "nonsense");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> at(NOW).own(HOSTS))
        .withMessageContaining(data.tls().toString());
  }

  @Test
  void takesTheUsersOwnFiles() {
    at(NOW).own(HOSTS);

    ServerIdentity given =
        Certificates.given(new GivenFiles(data.serverCertificate(), data.serverKey()));

    assertThat(given.chain()).hasSize(1);
    assertThat(given.trustPem()).asString().startsWith("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void refusesKeyOfAnotherCertificate() throws IOException, GeneralSecurityException {
    at(NOW).own(HOSTS);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () -> Certificates.given(new GivenFiles(data.serverCertificate(), data.authorityKey())))
        .withMessageContaining("--tls-key")
        .withMessageContaining("does not belong");
  }

  @Test
  void refusesFilesWithoutCertificateOrKey() throws IOException {
    at(NOW).own(HOSTS);
    Path swapped = parent.resolve("swapped.pem");
    Files.copy(data.serverKey(), swapped, StandardCopyOption.REPLACE_EXISTING);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> Certificates.given(new GivenFiles(swapped, data.serverKey())))
        .withMessageContaining("--tls-cert");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () ->
                Certificates.given(
                    new GivenFiles(data.serverCertificate(), data.serverCertificate())))
        .withMessageContaining("there is no key in it");
  }
}
