package dev.weir.server.tls;

import dev.weir.pem.PemException;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 and 1.2 as the JDK does it; AES-128-GCM is preferred, since it is the cheapest that is
 * good, and x25519 for the same reason.
 */
public final class ServerTls extends SslContextFactory.Server {
  private static final char[] NO_PASSWORD = {};

  private List<X509Certificate> trusted = List.of();

  private final boolean asks;

  public ServerTls(ServerIdentity identity) {
    this(identity, false);
  }

  private ServerTls(ServerIdentity identity, boolean asks) {
    this.asks = asks;
    use(identity);
    setKeyStorePassword("");
    setIncludeProtocols("TLSv1.3", "TLSv1.2");
    setUseCipherSuitesOrder(true);
    setCipherComparator(Comparator.comparingInt(ServerTls::rank));
    setSniRequired(false);
  }

  /** As above, for a listener that also asks clients who they are. */
  public static ServerTls asking(ServerIdentity identity) {
    return new ServerTls(identity, true);
  }

  private void use(ServerIdentity identity) {
    setKeyStore(keys(identity));
    trusted = asks ? identity.clientAuthorities() : List.of();
    setWantClientAuth(!trusted.isEmpty());
  }

  private static KeyStore keys(ServerIdentity identity) {
    try {
      // Never leaves memory, where encrypting it as PKCS12 does would only cost time at each start.
      KeyStore keys = KeyStore.getInstance("JKS");
      keys.load(null, NO_PASSWORD);
      keys.setKeyEntry(
          "server", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  private static StartException unusable(Exception e) {
    return new StartException(
        "The server's certificate cannot be used: " + PemException.reason(e), e);
  }

  /**
   * Lets new connections see this one; those that stand keep theirs.
   *
   * @throws StartException if that cannot be, and all is as before
   */
  public void show(ServerIdentity identity) {
    try {
      ServerTls trial = new ServerTls(identity, asks); // what fails while it is taken leaves none
      trial.start();
      trial.stop();
      reload(_ -> use(identity));
    } catch (Exception e) {
      throw unusable(e);
    }
  }

  @Override
  protected TrustManager[] getTrustManagers(
      @Nullable KeyStore store, @Nullable Collection<? extends CRL> revoked) {
    return trusted.stream().map(AskingTrust::new).toArray(TrustManager[]::new);
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
