package dev.weir.client.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts whom the JDK trusts. The JDK compares names by stricter rules where a public authority has
 * signed, and reads the hundred and fifty that it comes with to find that out: a seventh of what a
 * command over TLS takes. A certificate that is made out to exactly the host is good by either
 * rules, so that it is compared here; all others are left to the JDK.
 */
final class ExactNames extends X509ExtendedTrustManager {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private final X509ExtendedTrustManager trust;

  ExactNames(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (socket instanceof SSLSocket tls
        && chain.length > 0
        && isMadeOutTo(tls.getHandshakeSession().getPeerHost(), chain[0])) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm(""); // the name has been compared
      tls.setSSLParameters(parameters);
    }
    trust.checkServerTrusted(chain, type, socket);
  }

  /** True if one of the names is the host's, letter by letter and without wildcards. */
  static boolean isMadeOutTo(@Nullable String host, X509Certificate certificate)
      throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (host == null || names == null) {
      return false;
    }
    boolean address = host.contains(":") || host.chars().noneMatch(Character::isLetter);
    Integer kind = address ? ADDRESS : DNS;
    for (List<?> name : names) {
      if (kind.equals(name.get(0)) && host.equalsIgnoreCase(String.valueOf(name.get(1)))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    trust.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trust.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    trust.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    trust.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trust.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
