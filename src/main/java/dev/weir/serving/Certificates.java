package dev.weir.serving;

import dev.weir.cli.call.CliException;
import dev.weir.failure.FileProblem;
import dev.weir.pem.Pem;
import dev.weir.pem.PemException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Who the server is: a certificate, those that signed it, and its key. */
record Certificates(List<X509Certificate> chain, PrivateKey key) {
  private static final char[] NO_PASSWORD = {};

  /**
   * Reads both files.
   *
   * @throws CliException if one cannot be used, as users are told it
   */
  static Certificates read(Path certificate, Path key) {
    List<X509Certificate> chain =
        using("--tls-crt", certificate, () -> Pem.certificates(certificate));
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    return new Certificates(chain, using("--tls-key", key, () -> Pem.key(key, algorithm)));
  }

  /** Reads a file. */
  private interface Reading<T> {
    T read() throws IOException, GeneralSecurityException;
  }

  private static <T> T using(String flag, Path file, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw unusable(flag, file, FileProblem.words(e));
    } catch (GeneralSecurityException e) {
      throw unusable(flag, file, PemException.reason(e));
    }
  }

  private static CliException unusable(String flag, Path file, String reason) {
    return CliException.error(flag + ": " + file + " cannot be used: " + reason);
  }

  /** For a listener. */
  SslContextFactory.Server tls() {
    try {
      KeyStore keys = KeyStore.getInstance("JKS");
      keys.load(null, NO_PASSWORD);
      keys.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStore(keys);
      tls.setKeyStorePassword("");
      tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      tls.setSniRequired(false);
      return tls;
    } catch (IOException | GeneralSecurityException e) {
      throw CliException.error("the certificate cannot be used: " + PemException.reason(e));
    }
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "Certificates[" + chain.size() + "]";
  }
}
