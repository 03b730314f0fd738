package dev.weir.remote.fake;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A server's side of TLS.
 *
 * @param certificate the authority that signed for it, which nobody knows
 * @param own its own certificate
 * @param key of its own certificate
 */
public record SelfSigned(
    X509Certificate certificate, SSLContext context, X509Certificate own, PrivateKey key) {
  public static SelfSigned make() {
    return make(Duration.ofHours(-1), Duration.ofHours(1), "127.0.0.1", "localhost");
  }

  /** With times relative to now, for these names and addresses. */
  public static SelfSigned make(Duration from, Duration to, String... names) {
    try {
      return create(from, to, names);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static SelfSigned create(Duration from, Duration to, String... called) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair authority = generator.generateKeyPair();
    KeyPair pair = generator.generateKeyPair();
    X500Name issuer = new X500Name("CN=fake authority");
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder root =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            issuer,
            authority.getPublic());
    root.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    JcaX509v3CertificateBuilder leaf =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(now.toEpochMilli() + 1),
            Date.from(now.plus(from)),
            Date.from(now.plus(to)),
            new X500Name("CN=fake registry"),
            pair.getPublic());
    GeneralName[] names =
        Stream.of(called)
            .map(
                text ->
                    new GeneralName(
                        text.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName,
                        text))
            .toArray(GeneralName[]::new);
    leaf.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    ContentSigner signer =
        new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate());
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    X509Certificate certificate = converter.getCertificate(root.build(signer));
    X509Certificate own = converter.getCertificate(leaf.build(signer));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("key", pair.getPrivate(), new char[0], new Certificate[] {own});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new SelfSigned(certificate, context, own, pair.getPrivate());
  }

  /** Writes certificate and key as programs read them. */
  public void write(Path certificateFile, Path keyFile) throws IOException {
    try {
      Files.writeString(certificateFile, pem("CERTIFICATE", own.getEncoded()));
      Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the authority's certificate as programs read it that shall trust it. */
  public void writeAuthority(Path file) throws IOException {
    try {
      Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
  }
}
