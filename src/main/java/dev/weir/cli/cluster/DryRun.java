package dev.weir.cli.cluster;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;

/** How much of a change is really done (cli.md 1). */
public enum DryRun {
  NONE(""),
  CLIENT(" (dry run)"),
  SERVER(" (server dry run)");

  private final String suffix;

  DryRun(String suffix) {
    this.suffix = suffix;
  }

  /** What is added to the line of success. */
  public String suffix() {
    return suffix;
  }

  public static Flags declare(Flags flags) {
    return flags.optional(
        "--dry-run", "MODE", "client", "none, client (send nothing) or server (store nothing).");
  }

  public static DryRun of(Call call) {
    return switch (call.text("--dry-run")) {
      case "", "none", "false" -> NONE;
      case "client", "true", "unchanged" -> CLIENT;
      case "server" -> SERVER;
      default ->
          throw CliException.error(
              "Invalid dry-run value ("
                  + call.text("--dry-run")
                  + "). Must be \"none\", \"server\", or \"client\".");
    };
  }
}
