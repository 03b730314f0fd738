package dev.weir.server;

import dev.weir.network.ProxyRules;
import dev.weir.pem.Pem;
import dev.weir.pem.PemException;
import dev.weir.remote.Registries;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Opens the way to other registries as the configuration wants it. */
final class Upstreams {
  private Upstreams() {}

  /**
   * Reads the configured authorities; connects to nobody yet.
   *
   * @param clock tells how long something is remembered
   * @throws StartException if an authority's file holds no certificates
   */
  static Registries open(ServerConfig config, ProxyRules proxies, InstantSource clock) {
    AddressPolicy addresses =
        config.reachesPrivateAddresses()
            ? AddressPolicy.PRIVATE_ALLOWED
            : AddressPolicy.PUBLIC_ONLY;
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
    return Registries.open(OutboundSettings.of(addresses, authorities).through(proxies), clock);
  }
}
