package dev.weir.client.http;

import dev.weir.pem.Pem;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How a server's certificate is judged, and what is shown to it. Texts are PEM; empty means not
 * set.
 *
 * @param authorities certificates that sign the server's; empty for those of the JDK
 * @param insecure accept any certificate
 * @param serverName name to expect instead of the address's host
 */
public record TlsSettings(
    String authorities,
    boolean insecure,
    String serverName,
    String clientCertificate,
    String clientKey) {
  public static final TlsSettings DEFAULT = new TlsSettings("", false, "", "", "");

  /**
   * The authorities as certificates.
   *
   * @throws IllegalArgumentException if the text holds something else
   */
  public List<X509Certificate> trusted() {
    try {
      return authorities.isEmpty() ? List.of() : Pem.certificates(authorities);
    } catch (GeneralSecurityException _) {
      throw new IllegalArgumentException("the certificate authority is no certificate in PEM form");
    }
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "TlsSettings[insecure=" + insecure + ", serverName=" + serverName + "]";
  }
}
