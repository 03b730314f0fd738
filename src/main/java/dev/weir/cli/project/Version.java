package dev.weir.cli.project;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;

/** {@code version}: of this program and, if one answers, of the server. */
public final class Version implements Command {
  @Override
  public Flags flags() {
    return Flags.of("version")
        .describedAs("Show the version of this program and of the server.")
        .examples("weir version --client")
        .flag("--client", "Show only the version of this program.");
  }

  @Override
  public ExitCode run(Call call) {
    call.print("Client Version: " + call.context().version());
    return ExitCode.SUCCESS;
  }
}
