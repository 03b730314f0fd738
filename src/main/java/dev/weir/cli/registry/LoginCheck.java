package dev.weir.cli.registry;

import dev.weir.cli.call.CliException;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import java.net.InetAddress;
import java.util.Set;

/** Shows a login to a registry before it is kept (cli.md 20, row 27: oc's check asks nobody). */
final class LoginCheck {
  /** Of a registry that knows who asks, but has no such image, or none for this user. */
  private static final Set<Kind> ACCEPTED =
      Set.of(Kind.MANIFEST_UNKNOWN, Kind.REPOSITORY_UNKNOWN, Kind.DENIED, Kind.UNAUTHORIZED);

  private LoginCheck() {}

  /**
   * Asks for an image that nobody has. Registries that hide what a user may not see answer as they
   * would to anybody: only a login that is called wrong is wrong.
   *
   * @param insecure allows plain HTTP and unknown certificates
   * @throws CliException if the registry refuses the login, or does not answer
   */
  static void check(
      String host,
      String namespace,
      Credential credential,
      boolean insecure,
      OutboundSettings settings) {
    TransportPolicy policy =
        insecure || isLoopback(host) ? TransportPolicy.INSECURE : TransportPolicy.SECURE;
    Keyring keyring = Keyring.EMPTY.with(host, credential);
    try (Registries registries = Registries.open(settings)) {
      ImageReference probe = ImageReference.parse(host + "/" + namespace + "/login-check:none");
      registries.forPull(probe, policy, keyring).manifestDigest("none");
    } catch (RemoteException e) {
      if (!ACCEPTED.contains(e.kind())) {
        throw refused(e);
      }
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  /**
   * Asks whether a registry is there, without a login.
   *
   * @throws CliException if it does not answer as one does
   */
  static void reach(String host, OutboundSettings settings) {
    TransportPolicy policy = isLoopback(host) ? TransportPolicy.INSECURE : TransportPolicy.SECURE;
    try (Registries registries = Registries.open(settings)) {
      ImageReference probe = ImageReference.parse(host + "/registry/check:none");
      var _ = registries.forPull(probe, policy, Keyring.EMPTY).manifestDigest("none");
    } catch (RemoteException e) {
      if (!ACCEPTED.contains(e.kind())) {
        throw CliException.error(
            "registry could not be contacted at " + host + ": " + e.getMessage());
      }
    }
  }

  private static CliException refused(Exception cause) {
    return CliException.error(
        "unable to check your credentials - pass --skip-check to bypass this error: "
            + cause.getMessage());
  }

  /** By what it is, not by how it looks: {@code 127.example.com} is anybody's. */
  static boolean isLoopback(String host) {
    String name = host.replaceFirst(":\\d+$", "").replaceAll("^\\[|]$", "");
    try {
      return name.equals("localhost") || InetAddress.ofLiteral(name).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
