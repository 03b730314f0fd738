package dev.weir.cli.project;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.call.Refusal;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ServerVersion;
import java.io.IOException;

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
    if (call.flag("--client")) {
      return ExitCode.SUCCESS;
    }
    try (Cluster cluster = Cluster.of(call)) {
      call.print("Server Version: " + ServerVersion.of(cluster.client()).text());
      return ExitCode.SUCCESS;
    } catch (CliException e) {
      if (call.flag("--match-server-version")) {
        throw e;
      }
      call.hint("No server: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return ExitCode.SUCCESS; // there may be none to ask
    } catch (IOException e) {
      call.warn(Refusal.text(e));
      return ExitCode.FAILURE;
    }
  }
}
