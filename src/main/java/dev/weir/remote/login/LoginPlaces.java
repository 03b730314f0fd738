package dev.weir.remote.login;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files in which registry clients keep logins, as containers-auth.json(5) and docker have them.
 *
 * @param environment variables of the process
 * @param directory what relative paths start from
 * @param home of the user
 * @param session where podman's tools keep logins if {@code XDG_RUNTIME_DIR} is not set, such as
 *     {@code /run/containers/1000/auth.json}
 */
public record LoginPlaces(
    Map<String, String> environment, Path directory, Path home, Path session) {
  public LoginPlaces {
    environment = Map.copyOf(environment);
  }

  /** The file that {@code REGISTRY_AUTH_FILE} names: the only one then. */
  public Optional<Path> named() {
    return variable("REGISTRY_AUTH_FILE");
  }

  /**
   * Where podman, buildah and skopeo look, first one first. They write only the first; the second
   * is there for users whose session has no directory.
   */
  public List<Path> containers() {
    Path file = Path.of("containers", "auth.json");
    Path first = variable("XDG_RUNTIME_DIR").map(run -> run.resolve(file)).orElse(session);
    Path second = variable("XDG_CONFIG_HOME").orElse(home.resolve(".config")).resolve(file);
    return first.equals(second) ? List.of(first) : List.of(first, second);
  }

  /** Docker's own file, which podman's tools read last. */
  public Path docker() {
    return variable("DOCKER_CONFIG").orElse(home.resolve(".docker")).resolve("config.json");
  }

  /**
   * Where logins are looked for, most important first: podman's order, unless {@code
   * REGISTRY_AUTH_PREFERENCE} is {@code docker}, and in the end the file of very old clients.
   */
  public List<Path> all() {
    if (named().isPresent()) {
      return List.of(named().get());
    }
    List<Path> all = new ArrayList<>(containers());
    boolean dockerFirst = environment.getOrDefault("REGISTRY_AUTH_PREFERENCE", "").equals("docker");
    all.add(dockerFirst ? 0 : all.size(), docker());
    all.add(home.resolve(".dockercfg"));
    return all;
  }

  private Optional<Path> variable(String name) {
    return Optional.of(environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .map(directory::resolve);
  }

  /** Never shows the environment: it may hold credentials. */
  @Override
  public String toString() {
    return "LoginPlaces[" + all() + "]";
  }
}
