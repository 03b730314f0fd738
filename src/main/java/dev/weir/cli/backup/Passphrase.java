package dev.weir.cli.backup;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What locks the keys in a backup: asked for without being shown, or the first line of a file. It
 * is no argument and no variable, which other processes may see.
 */
public final class Passphrase {
  private static final int SHORTEST = 8;

  private Passphrase() {}

  /** Declares the flags of both ends. */
  public static Flags declare(Flags flags, String help) {
    return flags
        .flag("--with-keys", help)
        .text(
            "--passphrase-file",
            "FILE",
            "With --with-keys: the passphrase is the first line of this file.");
  }

  /** A new one, asked for twice; empty without {@code --with-keys}. */
  public static Optional<char[]> chosen(Call call) throws IOException {
    Optional<char[]> given = given(call, "Passphrase for the keys: ");
    if (given.isPresent()) {
      if (given.get().length < SHORTEST) {
        throw CliException.error(
            "a passphrase has at least "
                + SHORTEST
                + " characters: whoever finds the backup can"
                + " try as many as he likes");
      }
      if (call.text("--passphrase-file").isEmpty()
          && !Arrays.equals(given.get(), asked(call, "Once more: "))) {
        throw CliException.error("the two passphrases differ; nothing was written");
      }
    }
    return given;
  }

  /** The one of the backup; empty without {@code --with-keys}. */
  public static Optional<char[]> known(Call call) throws IOException {
    return given(call, "Passphrase of the keys: ");
  }

  private static Optional<char[]> given(Call call, String prompt) throws IOException {
    String file = call.text("--passphrase-file");
    if (!call.flag("--with-keys")) {
      if (!file.isEmpty()) {
        throw CliException.usage("--passphrase-file is for --with-keys");
      }
      return Optional.empty();
    }
    return Optional.of(file.isEmpty() ? asked(call, prompt) : read(call.context().file(file)));
  }

  private static char[] asked(Call call, String prompt) {
    return call.context()
        .terminal()
        .askSecret(prompt)
        .orElseThrow(
            () ->
                CliException.error(
                    "--with-keys needs a passphrase, and there is no terminal to ask for it; name"
                        + " a file with --passphrase-file FILE"))
        .toCharArray();
  }

  private static char[] read(Path file) throws IOException {
    String line = FileProblem.read(file).lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw CliException.error("the first line of " + file + " is empty, and no passphrase");
    }
    return line.toCharArray();
  }
}
