package dev.weir.cli.cluster;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;

/** Whom the server is told that a change is from: {@code --field-manager}, or the verb. */
public final class FieldManager {
  private static final int LONGEST = 128;

  private FieldManager() {}

  public static Flags declare(Flags flags) {
    return flags.text(
        "--field-manager", "NAME", "Whom the server is told that the change is from.");
  }

  /**
   * The name to send.
   *
   * @param usual what the verb calls itself
   * @throws CliException if Kubernetes would refuse the name, before anything is changed
   */
  public static String of(Call call, String usual) {
    String name = call.text("--field-manager");
    if (name.length() > LONGEST) {
      throw CliException.error("--field-manager may not be longer than " + LONGEST + " characters");
    }
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      throw CliException.error("--field-manager may hold printable characters only");
    }
    return name.isEmpty() ? usual : name;
  }
}
