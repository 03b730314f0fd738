package dev.weir.access;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that signs whatever a test wants. */
public final class TestAuthority {
  private static final Duration YEAR = Duration.ofDays(365);

  private final X509Certificate certificate;
  private final PrivateKey key;

  private TestAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    public String certificatePem() {
      return pem(certificate);
    }

    public String keyPem() {
      String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
      return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }

    private static String pem(Object object) {
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(object);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }
  }

  /** A new authority. */
  public static TestAuthority create(String name) throws GeneralSecurityException {
    KeyPair pair = newKey();
    X500Name own = new X500Name(name);
    Issued self =
        sign(own, pair.getPrivate(), own, pair, true, KeyPurposeId.anyExtendedKeyUsage, now());
    return new TestAuthority(self.certificate(), self.key());
  }

  /** An authority from its files. */
  public static TestAuthority read(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    String pem = Files.readString(key).replaceAll("-----[^-]+-----", "");
    byte[] der = Base64.getMimeDecoder().decode(pem.getBytes(StandardCharsets.US_ASCII));
    try (var in = Files.newInputStream(certificate)) {
      return new TestAuthority(
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in),
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** A client's certificate, good for a year. */
  public Issued forClient(String subject) throws GeneralSecurityException {
    return issue(subject, KeyPurposeId.id_kp_clientAuth, now(), false);
  }

  /** A certificate of any kind, good for a year from a moment on. */
  public Issued issue(String subject, KeyPurposeId purpose, Instant from, boolean authority)
      throws GeneralSecurityException {
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    return sign(issuer, key, new X500Name(subject), newKey(), authority, purpose, from);
  }

  /** A server's certificate for a key, good for a year. */
  public X509Certificate forServer(String subject, KeyPair pair) throws GeneralSecurityException {
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    KeyPurposeId purpose = KeyPurposeId.id_kp_serverAuth;
    return sign(issuer, key, new X500Name(subject), pair, false, purpose, now()).certificate();
  }

  private static Instant now() {
    return Instant.now().minusSeconds(60);
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static Issued sign(
      X500Name issuer,
      PrivateKey signer,
      X500Name subject,
      KeyPair pair,
      boolean authority,
      KeyPurposeId purpose,
      Instant from)
      throws GeneralSecurityException {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(System.nanoTime()),
              Date.from(from),
              Date.from(from.plus(YEAR)),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      var holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer));
      return new Issued(
          new JcaX509CertificateConverter().getCertificate(holder), pair.getPrivate());
    } catch (OperatorCreationException | IOException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
