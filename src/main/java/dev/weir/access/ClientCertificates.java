package dev.weir.access;

import dev.weir.resource.Recent;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Knows the holders of client certificates of one authority, as Kubernetes does: the common name is
 * the user, organisations are the groups. Other certificates are nobody's.
 */
public final class ClientCertificates {
  private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
  private static final int NO_AUTHORITY = -1;
  private static final int REMEMBERED = 256;

  private final X509Certificate authority;
  private final InstantSource clock;

  /** Users of certificates whose signature was good: checking it takes long. */
  private final Recent<X509Certificate, Optional<User>> known = new Recent<>(REMEMBERED);

  public ClientCertificates(X509Certificate authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * The holder of a certificate, whose key the peer has proved to have.
   *
   * @return empty if the certificate is another authority's, not for clients, or out of its time
   */
  public Optional<User> user(X509Certificate certificate) {
    return known
        .find(certificate, this::verified)
        .filter(_ -> isInTime(certificate) && isInTime(authority));
  }

  private boolean isInTime(X509Certificate certificate) {
    Instant now = clock.instant();
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private Optional<User> verified(X509Certificate certificate) {
    try {
      if (certificate.getBasicConstraints() != NO_AUTHORITY || !isForClients(certificate)) {
        return Optional.empty();
      }
      certificate.verify(authority.getPublicKey());
    } catch (GeneralSecurityException otherAuthority) {
      return Optional.empty();
    }
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    List<String> names = values(subject, BCStyle.CN);
    if (names.size() != 1 || names.getFirst().isEmpty()) {
      return Optional.empty();
    }
    List<String> groups = values(subject, BCStyle.O);
    if (!groups.contains("system:authenticated")) {
      groups.add("system:authenticated");
    }
    return Optional.of(new User(names.getFirst(), "", groups, Map.of()));
  }

  private static boolean isForClients(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> purposes = certificate.getExtendedKeyUsage();
    return purposes != null && purposes.contains(FOR_CLIENTS);
  }

  private static List<String> values(X500Name subject, ASN1ObjectIdentifier type) {
    List<String> found = new ArrayList<>();
    for (RDN rdn : subject.getRDNs(type)) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (attribute.getType().equals(type)) {
          found.add(String.valueOf(attribute.getValue()));
        }
      }
    }
    return found;
  }
}
