package dev.weir.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
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
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as PEM text (RFC 7468). */
public final class Pem {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private Pem() {}

  /** The text of one block; the label is such as {@code CERTIFICATE}. */
  public static byte[] encode(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * All certificates of a file, in its order.
   *
   * @throws PemException if there are none, or one cannot be read
   */
  public static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    return certificates(Files.readAllBytes(file));
  }

  /**
   * All certificates of a text, in its order.
   *
   * @throws PemException if there are none, or one cannot be read
   */
  public static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    return certificates(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static List<X509Certificate> certificates(byte[] text) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
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
   * The key of a file, in any of the forms of {@link #key(String, String)}.
   *
   * @throws PemException if there is none, or it cannot be read
   */
  public static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    return key(Files.readString(file, StandardCharsets.ISO_8859_1), algorithm);
  }

  /**
   * The first key of a text, be it PKCS #8 ({@code PRIVATE KEY}), PKCS #1 ({@code RSA PRIVATE KEY})
   * or SEC 1 ({@code EC PRIVATE KEY}); what else stands there is passed over.
   *
   * @param algorithm as the certificate's public key names it, such as {@code EC}
   * @throws PemException if there is none, or it cannot be read
   */
  public static PrivateKey key(String text, String algorithm) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(text)));
    } catch (IOException | IllegalArgumentException | InvalidKeySpecException _) {
      throw new PemException("its key is damaged, or not of the kind " + algorithm);
    }
  }

  /** The usual form is read without the library, which takes its time when a server starts. */
  private static byte[] pkcs8(String text) throws IOException, PemException {
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END, begin + 1);
    return begin >= 0 && end >= 0
        ? Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end))
        : fromOtherForm(text);
  }

  private static byte[] fromOtherForm(String text) throws IOException, PemException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object found = next(parser); found != null; found = next(parser)) {
        switch (found) {
          case PEMKeyPair pair -> {
            return pair.getPrivateKeyInfo().getEncoded();
          }
          case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
              throw new PemException(
                  "its key has a password; write it without one with: openssl pkey -in OLD -out"
                      + " NEW");
          default -> {} // parameters of a curve, or a certificate
        }
      }
    }
    throw new PemException("there is no key in it (PEM: BEGIN PRIVATE KEY, or the like)");
  }

  /** The library says by exceptions of many kinds that a text is cut off. */
  private static @Nullable Object next(PEMParser parser) throws IOException {
    try {
      return parser.readObject();
    } catch (RuntimeException e) {
      throw new IOException("it is damaged", e);
    }
  }
}
