package dev.weir.server.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes ECDSA P-256 certificates; loaded only when one must be made. */
final class CertificateMaker {
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(365);

  /** Clocks of clients may be behind ours. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  private static final int SERIAL_BITS = 127;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  CertificateMaker(Clock clock) {
    this.clock = clock;
  }

  /** A new key (PKCS #8) and its certificate (DER). */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record KeyAndCertificate(byte[] key, byte[] certificate) {
    @Override
    public String toString() {
      return "KeyAndCertificate";
    }
  }

  KeyAndCertificate authority() throws GeneralSecurityException, IOException {
    KeyPair pair = newKey();
    // The serial in the name keeps two authorities apart in a client's store of trusted ones.
    X500Principal name = new X500Principal("CN=Weir " + serial().toString(36).substring(0, 8));
    X509v3CertificateBuilder builder = builder(name, name, AUTHORITY_LIFE, pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    return sign(builder, pair.getPrivate(), pair.getPrivate());
  }

  KeyAndCertificate server(
      X509Certificate authority, PrivateKey authorityKey, Collection<String> names)
      throws GeneralSecurityException, IOException {
    KeyPair pair = newKey();
    X509v3CertificateBuilder builder =
        builder(
            authority.getSubjectX500Principal(),
            new X500Principal("CN=Weir server"),
            SERVER_LIFE,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority));
    return sign(builder, authorityKey, pair.getPrivate());
  }

  private static GeneralNames alternatives(Collection<String> names) {
    return new GeneralNames(
        names.stream()
            .map(name -> new GeneralName(kindOf(name), name))
            .toArray(GeneralName[]::new));
  }

  private static int kindOf(String name) {
    try {
      InetAddress.ofLiteral(name);
      return GeneralName.iPAddress;
    } catch (IllegalArgumentException notLiteral) {
      return GeneralName.dNSName;
    }
  }

  private KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  private X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, Duration life, PublicKey key) {
    Instant now = clock.instant();
    return new JcaX509v3CertificateBuilder(
        issuer, serial(), Date.from(now.minus(BACKDATED)), Date.from(now.plus(life)), subject, key);
  }

  private static KeyAndCertificate sign(
      X509v3CertificateBuilder builder, PrivateKey signer, PrivateKey own)
      throws GeneralSecurityException, IOException {
    try {
      var signature = new JcaContentSignerBuilder("SHA256withECDSA").build(signer);
      return new KeyAndCertificate(own.getEncoded(), builder.build(signature).getEncoded());
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e.getMessage(), e);
    }
  }
}
