package dev.weir.client.http;

import dev.weir.pem.Pem;
import dev.weir.pem.PemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to believe and what to show, as {@link TlsSettings} have it. */
public final class TlsContext {
  private static final char[] NO_PASSWORD = {};

  private TlsContext() {}

  /**
   * A context.
   *
   * @throws UnusableException if the settings hold no certificate or key where one should be
   */
  public static SSLContext of(TlsSettings tls) throws UnusableException {
    TrustManager @Nullable [] trust;
    try {
      trust = trust(tls);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new UnusableException("certificate authority", e);
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(tls), trust, null);
      return context;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new UnusableException("client certificate or client key", e);
    }
  }

  /** What the kubeconfig or the flags hold is no certificate or key. */
  public static final class UnusableException extends SSLException {
    private UnusableException(String what, Exception why) {
      super(
          "tls: the "
              + what
              + " of the kubeconfig or of the flags cannot be read: "
              + PemException.reason(why));
    }
  }

  private static TrustManager @Nullable [] trust(TlsSettings tls)
      throws GeneralSecurityException, IOException {
    if (tls.insecure()) {
      return new TrustManager[] {new AnyCertificate()};
    }
    if (tls.authorities().isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate certificate : Pem.certificates(tls.authorities())) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return new TrustManager[] {
      new ExactNames((X509ExtendedTrustManager) factory.getTrustManagers()[0])
    };
  }

  private static KeyManager @Nullable [] keys(TlsSettings tls)
      throws GeneralSecurityException, IOException {
    if (tls.clientCertificate().isEmpty()) {
      return null;
    }
    List<X509Certificate> chain = Pem.certificates(tls.clientCertificate());
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client",
        Pem.key(tls.clientKey(), algorithm),
        NO_PASSWORD,
        chain.toArray(new X509Certificate[0]));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }
}
