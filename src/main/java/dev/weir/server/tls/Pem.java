package dev.weir.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys as PEM text (RFC 7468). */
public final class Pem {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private Pem() {}

  /** The text of one block; the label is such as {@code CERTIFICATE}. */
  static byte[] encode(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * All certificates of a file, in its order.
   *
   * @throws GeneralSecurityException if there are none, or one cannot be read
   */
  public static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    byte[] text = Files.readAllBytes(file);
    List<X509Certificate> found;
    try {
      found =
          factory.generateCertificates(new ByteArrayInputStream(text)).stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (CertificateException _) {
      throw new PemException("it holds no certificate that can be read (PEM: BEGIN CERTIFICATE)");
    }
    if (found.isEmpty()) {
      throw new PemException("there is no certificate in it (PEM: BEGIN CERTIFICATE)");
    }
    return found;
  }

  /**
   * The PKCS #8 key of a file.
   *
   * @param algorithm as the certificate's public key names it, such as {@code EC}
   * @throws GeneralSecurityException if there is none, or it cannot be read
   */
  static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END, begin + 1);
    if (begin < 0 || end < 0) {
      throw new PemException(
          "there is no \"BEGIN PRIVATE KEY\" block in it; convert another form with: openssl pkcs8"
              + " -topk8 -nocrypt -in OLD -out NEW");
    }
    KeyFactory factory = KeyFactory.getInstance(algorithm);
    try {
      byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
      return factory.generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException | InvalidKeySpecException _) {
      throw new PemException("its key is damaged, or not of the kind " + algorithm);
    }
  }
}
