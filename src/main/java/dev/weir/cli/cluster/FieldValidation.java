package dev.weir.cli.cluster;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;

/** What the server shall do about fields that it does not know (cli.md 18.4). */
public enum FieldValidation {
  STRICT("Strict"),
  WARN("Warn"),
  IGNORE("Ignore");

  private final String parameter;

  FieldValidation(String parameter) {
    this.parameter = parameter;
  }

  String parameter() {
    return parameter;
  }

  public static Flags declare(Flags flags) {
    return flags.optional(
        "--validate",
        "MODE",
        "strict",
        "Unknown fields: strict refuses them, warn (the default) names them, ignore drops them.");
  }

  /**
   * What the flag says.
   *
   * @throws CliException if it is no mode
   */
  public static FieldValidation of(Call call) {
    String mode = call.text("--validate");
    return switch (mode) {
      case "strict", "true" -> STRICT;
      case "", "warn" -> WARN;
      case "ignore", "false" -> IGNORE;
      default ->
          throw CliException.error(
              "invalid - validate option \""
                  + mode
                  + "\"; must be one of: strict (or true), warn, ignore (or false)");
    };
  }
}
