package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Logins that a file leaves to programs: {@code credHelpers} by host, {@code credsStore} for all
 * others (containers-auth.json(5), docker's config.json). Only those for hosts that are asked for
 * are taken out of a safe.
 */
final class HelperLogins {
  private static final Set<String> HUB =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  /** What docker calls its own registry in such a file, and towards programs. */
  private static final String DOCKERS = "https://index.docker.io/v1/";

  private final Call call;
  private final ObjectNode file;
  private final Path path;

  private HelperLogins(Call call, ObjectNode file, Path path) {
    this.call = call;
    this.file = file;
    this.path = path;
  }

  /**
   * Those of one file; what cannot be had is said and is none.
   *
   * @param hosts as users name them
   */
  static Keyring of(Call call, Path path, Set<String> hosts) {
    HelperLogins logins = new HelperLogins(call, read(path), path);
    Keyring keyring = Keyring.EMPTY;
    for (String host : hosts) {
      Optional<Credential> login = logins.find(host);
      if (login.isPresent()) {
        keyring = keyring.with(host, login.get());
      }
    }
    return keyring;
  }

  /** What is wrong with a file is told by who reads the logins in it. */
  private static ObjectNode read(Path path) {
    try {
      return Files.isRegularFile(path)
              && Json.parse(Files.readAllBytes(path)) instanceof ObjectNode it
          ? it
          : Json.object();
    } catch (IOException | JacksonException _) {
      return Json.object();
    }
  }

  private Optional<Credential> find(String host) {
    ObjectNode helpers = Json.objectAt(file, "credHelpers");
    List<String> names =
        HUB.contains(host) ? List.of(host, "docker.io", "index.docker.io", DOCKERS) : List.of(host);
    String server = HUB.contains(host) ? DOCKERS : host;
    for (String name : names) {
      String helper = Json.string(helpers, name);
      if (!helper.isEmpty()) {
        return ask(helper, name);
      }
    }
    String store = Json.string(file, "credsStore");
    return store.isEmpty() ? Optional.empty() : ask(store, server);
  }

  private Optional<Credential> ask(String helper, String server) {
    try {
      return CredentialHelper.get(call.context(), helper, server);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (CliException | IOException e) {
      call.warn(
          "warning: no login for "
              + server
              + " could be had, as "
              + path
              + " asks: "
              + e.getMessage());
      return Optional.empty();
    }
  }
}
