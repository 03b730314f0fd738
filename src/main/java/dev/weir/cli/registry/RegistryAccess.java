package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.failure.FileProblem;
import dev.weir.pem.Pem;
import dev.weir.pem.PemException;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.login.LoginFiles;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a command that reads and writes images itself reaches registries (cli.md 5): the logins of
 * this user's files, and at the registry of the server that the kubeconfig names the session's
 * token, where that registry has no login of its own. That registry is trusted as its server is,
 * and may speak plain HTTP on this machine.
 */
public final class RegistryAccess implements AutoCloseable {
  private final Registries registries;
  private final Keyring keyring;
  private final Optional<OwnRegistry> own;
  private final boolean insecure;

  private RegistryAccess(
      Registries registries, Keyring keyring, Optional<OwnRegistry> own, boolean insecure) {
    this.registries = registries;
    this.keyring = keyring;
    this.own = own;
    this.insecure = insecure;
  }

  /** The flags that such commands share. */
  public static void addFlags(Flags flags) {
    flags
        .text(
            "-a,--registry-config",
            "FILE",
            "File with logins, instead of REGISTRY_AUTH_FILE and those that podman and docker"
                + " keep.")
        .flag("--insecure", "Allow unknown certificates, and HTTP where no TLS is spoken.")
        .text(
            "--certificate-authority",
            "FILE",
            "Certificates that sign those of registries, besides the usual ones; not used with"
                + " --insecure.");
  }

  /**
   * Gets ready. Asks the server of the kubeconfig, if there is one, what its registry is called; it
   * does not matter if there is no answer.
   *
   * @param images all that may be asked for
   * @throws CliException if a file of the flags cannot be used
   */
  public static RegistryAccess open(Call call, Collection<ImageReference> images) {
    boolean insecure = call.flag("--insecure");
    List<X509Certificate> trusted = new ArrayList<>();
    if (!insecure && !call.text("--certificate-authority").isEmpty()) {
      trusted.addAll(authorities(call.context().file(call.text("--certificate-authority"))));
    }
    Keyring keyring =
        logins(call, images.stream().map(RegistryAccess::host).collect(Collectors.toSet()));
    Optional<OwnRegistry> own = OwnRegistry.find(call, images);
    if (own.isPresent()) {
      trusted.addAll(own.get().trusted());
      keyring = keyring.and(own.get().login());
    }
    OutboundSettings settings =
        OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, trusted)
            .through(call.context().proxies());
    return new RegistryAccess(Registries.open(settings), keyring, own, insecure);
  }

  private static List<X509Certificate> authorities(Path file) {
    try {
      return Pem.certificates(file);
    } catch (IOException e) {
      throw unusable("--certificate-authority", file, FileProblem.words(e));
    } catch (GeneralSecurityException e) {
      throw unusable("--certificate-authority", file, PemException.reason(e));
    }
  }

  private static String host(ImageReference image) {
    return image.registry().isEmpty() ? "docker.io" : image.registry();
  }

  private static Keyring logins(Call call, Set<String> hosts) {
    String named = call.text("--registry-config");
    try {
      if (named.isEmpty()) {
        return logins(call, call.context().loginPlaces().all(), hosts);
      }
      Path file = call.context().file(named);
      if (!Files.isRegularFile(file)) {
        throw CliException.error(
            "unable to load --registry-config: stat "
                + named
                + (Files.exists(file) ? ": not a file" : ": no such file or directory"));
      }
      return logins(call, List.of(file), hosts);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw CliException.error(
          (named.isEmpty() ? "" : "unable to load --registry-config: ") + e.getMessage());
    }
  }

  /** For the same address an earlier file wins, and in a file the program that it names. */
  private static Keyring logins(Call call, List<Path> files, Set<String> hosts) {
    Keyring keyring = Keyring.EMPTY;
    for (Path file : files) {
      keyring =
          keyring.and(HelperLogins.of(call, file, hosts)).and(LoginFiles.keyring(List.of(file)));
    }
    return keyring;
  }

  private static CliException unusable(String flag, Path file, String reason) {
    return CliException.error("unable to load " + flag + ": " + file + ": " + reason);
  }

  /** What was learned of registries is shared by all that is opened here. */
  public Registries registries() {
    return registries;
  }

  public Keyring keyring() {
    return keyring;
  }

  /** How a registry may be reached. */
  public TransportPolicy policy(String registry) {
    return TransportPolicy.of(
        insecure
            || (LoginCheck.isLoopback(registry)
                && own.filter(it -> it.isAt(registry)).isPresent()));
  }

  /** What to tell the user of a failure: also what may help. */
  public static String advised(RemoteException e) {
    return switch (e.kind()) {
      case UNTRUSTED, HTTP_ONLY -> e.getMessage() + "; --insecure allows it";
      case UNAUTHORIZED ->
          e.getMessage() + "; log in first, at Weir's own registry with: weir registry login";
      default -> String.valueOf(e.getMessage());
    };
  }

  @Override
  public void close() {
    registries.close();
  }
}
