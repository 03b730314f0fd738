package dev.weir.server;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Comparator;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS 1.3 and 1.2 as the JDK does it; AES-128-GCM is preferred, since it is the cheapest that is
 * good, and x25519 for the same reason.
 */
final class ServerTls extends SslContextFactory.Server {
  private static final char[] NO_PASSWORD = {};

  ServerTls(ServerIdentity identity) {
    try {
      // Never leaves memory, where encrypting it as PKCS12 does would only cost time at each start.
      KeyStore keys = KeyStore.getInstance("JKS");
      keys.load(null, NO_PASSWORD);
      keys.setKeyEntry(
          "server", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
      setKeyStore(keys);
      setKeyStorePassword("");
    } catch (IOException | GeneralSecurityException e) {
      throw new StartException("The server's certificate cannot be used: " + e.getMessage(), e);
    }
    setIncludeProtocols("TLSv1.3", "TLSv1.2");
    setUseCipherSuitesOrder(true);
    setCipherComparator(Comparator.comparingInt(ServerTls::rank));
    setSniRequired(false);
  }

  private static int rank(String suite) {
    if (suite.contains("AES_128_GCM")) {
      return 0;
    }
    return suite.contains("GCM") || suite.contains("CHACHA20") ? 1 : 2;
  }

  @Override
  public SSLParameters customize(SSLParameters parameters) {
    SSLParameters customized = super.customize(parameters);
    customized.setNamedGroups(new String[] {"x25519", "secp256r1", "secp384r1"});
    return customized;
  }
}
