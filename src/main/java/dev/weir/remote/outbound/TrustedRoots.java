package dev.weir.remote.outbound;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's certificate authorities and the configured ones, in one store. */
final class TrustedRoots {
  private TrustedRoots() {}

  static KeyStore with(List<X509Certificate> extra) {
    try {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(null, null);
      int n = 0;
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate root : x509.getAcceptedIssuers()) {
            all.setCertificateEntry("root-" + n++, root);
          }
        }
      }
      for (X509Certificate root : extra) {
        all.setCertificateEntry("root-" + n++, root);
      }
      return all;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot read the JDK's certificate authorities", e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
