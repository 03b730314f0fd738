package dev.weir.remote.login;

import dev.weir.remote.Keyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;

/** Reads a keyring from the files that docker, podman and oc keep logins in (cli.md 5). */
public final class LoginFiles {
  private LoginFiles() {}

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
