package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientCertificatesTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private TestAuthority authority;
  private ClientCertificates certificates;

  @BeforeEach
  void newAuthority() throws GeneralSecurityException {
    authority = TestAuthority.create("CN=Weir test");
    certificates = new ClientCertificates(authority.certificate(), now::get);
  }

  private void isNobody(TestAuthority.Issued issued) {
    assertThat(certificates.user(issued.certificate())).isEmpty();
  }

  @Test
  void theNameIsTheUserAndOrganisationsAreItsGroups() throws Exception {
    TestAuthority.Issued ann = authority.forClient("CN=ann,O=devs,O=ops");

    assertThat(certificates.user(ann.certificate()))
        .contains(User.named("ann", "devs", "ops", "system:authenticated"));
  }

  @Test
  void organisationsInOneNamePartCountToo() throws Exception {
    TestAuthority.Issued ann = authority.forClient("O=devs+O=system:masters,CN=ann");

    assertThat(certificates.user(ann.certificate()).orElseThrow().groups())
        .containsExactlyInAnyOrder("devs", "system:masters", "system:authenticated");
  }

  @Test
  void anotherAuthorityOfTheSameNameIsNotBelieved() throws Exception {
    isNobody(TestAuthority.create("CN=Weir test").forClient("CN=ann"));
  }

  @Test
  void certificatesForOtherPurposesAreNobodys() throws Exception {
    Instant before = Instant.now().minusSeconds(60);
    isNobody(authority.issue("CN=ann", KeyPurposeId.id_kp_serverAuth, before, false));
    isNobody(authority.issue("CN=ann", KeyPurposeId.id_kp_clientAuth, before, true));
  }

  @Test
  void aCertificateWithoutOneNameIsNobodys() throws Exception {
    isNobody(authority.forClient("O=devs"));
    isNobody(authority.forClient("CN=ann,CN=bob"));
  }

  @Test
  void aCertificateHoldsInItsTime() throws Exception {
    TestAuthority.Issued ann = authority.forClient("CN=ann");
    assertThat(certificates.user(ann.certificate())).isPresent();

    now.updateAndGet(t -> t.plus(Duration.ofDays(366)));
    isNobody(ann);
    now.updateAndGet(t -> t.minus(Duration.ofDays(400)));
    isNobody(ann);
  }
}
