package dev.weir.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** Reads a keyring from the files that docker, podman and oc keep logins in (cli.md 5). */
public final class LoginFiles {
  private LoginFiles() {}

  /**
   * Where logins are looked for, most important first: {@code REGISTRY_AUTH_FILE} alone if it is
   * set; else docker's file, then podman's, or the other way round if {@code
   * REGISTRY_AUTH_PREFERENCE} is {@code podman}.
   *
   * @param environment variables of the process
   * @param home of the user
   * @param uid as in {@code /run/containers/UID}
   */
  public static List<Path> candidates(Map<String, String> environment, Path home, String uid) {
    String alone = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
    if (!alone.isEmpty()) {
      return List.of(Path.of(alone));
    }
    List<Path> podman = new ArrayList<>();
    add(podman, environment, "XDG_RUNTIME_DIR", "containers/auth.json");
    if (!add(podman, environment, "XDG_CONFIG_HOME", "containers/auth.json")) {
      podman.add(home.resolve(".config/containers/auth.json"));
    }
    podman.add(Path.of("/run/containers", uid, "auth.json"));
    List<Path> docker = new ArrayList<>();
    if (!add(docker, environment, "DOCKER_CONFIG", "config.json")) {
      docker.add(home.resolve(".docker/config.json"));
    }
    boolean podmanFirst = environment.getOrDefault("REGISTRY_AUTH_PREFERENCE", "").equals("podman");
    List<Path> all = new ArrayList<>(podmanFirst ? podman : docker);
    all.addAll(podmanFirst ? docker : podman);
    all.add(home.resolve(".dockercfg"));
    return all;
  }

  private static boolean add(
      List<Path> paths, Map<String, String> environment, String variable, String file) {
    String directory = environment.getOrDefault(variable, "");
    if (directory.isEmpty()) {
      return false;
    }
    paths.add(Path.of(directory).resolve(file));
    return true;
  }

  /**
   * The logins of those files that exist; for the same address an earlier file wins.
   *
   * @throws UncheckedIOException if a file exists and cannot be read
   * @throws IllegalArgumentException if one is not JSON of the expected shape
   */
  public static Keyring keyring(List<Path> files) {
    Keyring keyring = Keyring.EMPTY;
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        keyring = keyring.and(read(file));
      }
    }
    return keyring;
  }

  private static Keyring read(Path file) {
    try {
      byte[] json = Files.readAllBytes(file);
      boolean flat = file.endsWith(".dockercfg");
      return flat ? LoginEntries.flat(json) : LoginEntries.config(json);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the registry logins in " + file, e);
    } catch (JacksonException | IllegalArgumentException _) {
      throw new IllegalArgumentException(
          file + ": not a registry login file; expected a JSON object with \"auths\"");
    }
  }
}
