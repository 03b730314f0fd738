package dev.weir.server.tls;

import dev.weir.pem.Pem;
import dev.weir.pem.PemException;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Files of certificates that the user names. */
public final class GivenCertificates {
  private GivenCertificates() {}

  /**
   * Whether all that a configuration names can be used.
   *
   * @throws StartException if a file cannot
   */
  public static void require(ServerConfig config) {
    var _ = authorities(config);
    if (config.certificate() instanceof GivenFiles files) {
      var _ = Certificates.given(files);
    }
  }

  /**
   * Who is trusted besides whom the JDK trusts, in other registries.
   *
   * @throws StartException if a file holds no certificates
   */
  public static List<X509Certificate> authorities(ServerConfig config) {
    List<X509Certificate> authorities = new ArrayList<>();
    for (Path file : config.upstream().authorities()) {
      try {
        authorities.addAll(Pem.certificates(file));
      } catch (IOException | GeneralSecurityException e) {
        throw new StartException(
            "The file "
                + file
                + " of --upstream-ca cannot be used: "
                + PemException.reason(e)
                + ".",
            e);
      }
    }
    return authorities;
  }
}
