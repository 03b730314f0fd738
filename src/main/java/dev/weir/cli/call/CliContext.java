package dev.weir.cli.call;

import dev.weir.network.ProxyRules;
import dev.weir.remote.login.LoginPlaces;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Everything a call may touch outside itself. Nothing below reads the process.
 *
 * @param out results; encoded as UTF-8
 * @param err errors, warnings and hints
 * @param environment variables of the process
 * @param directory what relative paths start from
 * @param home the user's home directory
 * @param logins where podman, buildah and skopeo of this machine keep logins if no variable says
 *     otherwise, such as {@code /run/containers/1000/auth.json}
 * @param terminal who may be asked, and reads {@code err}
 * @param version of the program, such as {@code 0.1.0}
 */
public record CliContext(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path directory,
    Path home,
    Path logins,
    InstantSource clock,
    Terminal terminal,
    String version) {
  public CliContext {
    environment = Map.copyOf(environment);
  }

  /**
   * A context in which nobody can be asked, with all files below the home directory; {@code hints}
   * says whether somebody reads along.
   */
  public CliContext(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      Path directory,
      Path home,
      InstantSource clock,
      boolean hints,
      String version) {
    this(
        in,
        out,
        err,
        environment,
        directory,
        home,
        home.resolve("run/containers/auth.json"),
        clock,
        Terminal.silent(hints),
        version);
  }

  /** A variable's value, empty if it is not set. */
  public String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /**
   * The proxies that the environment names.
   *
   * @throws CliException if it names what is none
   */
  public ProxyRules proxies() {
    try {
      return ProxyRules.of(environment);
    } catch (IllegalArgumentException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The file or directory that a user named. An empty name is none: an unset variable must not
   * stand for everything in the directory in which the command runs.
   *
   * @throws CliException if the name is empty
   */
  public Path file(String name) {
    if (name.isEmpty()) {
      throw CliException.error("the path \"\" does not exist");
    }
    return directory.resolve(name);
  }

  /** Where registry clients of this user keep logins. */
  public LoginPlaces loginPlaces() {
    return new LoginPlaces(environment, directory, home, logins);
  }

  /** Never shows the environment: it may hold credentials. */
  @Override
  public String toString() {
    return "CliContext[" + directory + "]";
  }
}
