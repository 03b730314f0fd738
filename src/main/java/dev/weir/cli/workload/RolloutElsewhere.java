package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;

/**
 * The parts of {@code rollout} that are about revisions of pods: said clearly that there are none.
 */
public final class RolloutElsewhere implements Command {
  @Override
  public Flags flags() {
    return Flags.of("rollout (history | undo | cancel | retry) TYPE/NAME")
        .describedAs(
            "Weir stores workloads and sets their images; it runs no pods and keeps no revisions."
                + " Ask the cluster that runs the workload, with kubectl or oc.");
  }

  @Override
  public ExitCode run(Call call) {
    throw CliException.error(
        "Weir runs no pods and keeps no revisions of workloads, so it cannot show or undo them;"
            + " ask the cluster that runs the workload: kubectl rollout -h."
            + " 'weir get TYPE/NAME' shows the image that was set");
  }
}
