package dev.weir.server.data;

import dev.weir.access.SigningKeys;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file with the keys that sign service accounts' tokens, a JSON Web Key Set: the first key
 * signs, all of them verify. If it is gone a new one is made, and tokens of the old keys end; those
 * that are kept in secrets are written anew.
 */
public final class AccountKeys {
  private AccountKeys() {}

  /**
   * Opens the keys.
   *
   * @throws StartException if the file is damaged
   */
  public static SigningKeys open(Path file) throws IOException {
    if (!Files.exists(file)) {
      DurableFile.writePrivate(file, SigningKeys.generate().getBytes(StandardCharsets.UTF_8));
    }
    try {
      return SigningKeys.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new StartException(
          "The file "
              + file
              + " is damaged ("
              + e.getMessage()
              + "); restore it from a backup, or delete it to end all tokens of service accounts.",
          e);
    }
  }
}
