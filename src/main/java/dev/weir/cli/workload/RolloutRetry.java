package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code rollout retry}: lets the newest rollout, which failed, begin anew (cli.md 17). */
public final class RolloutRetry implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        Targets.declare(
            Flags.of("rollout retry dc/NAME")
                .describedAs("Roll the newest version out again, if that failed or was cancelled.")
                .examples("weir rollout retry dc/web")));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Printer printer = Printer.of(call);
    try (Targets targets = Targets.of(call)) {
      List<Target> found = RolloutElsewhere.configs(call, targets, "rollout retry");
      Cluster cluster = targets.server("rollout retry");
      return targets.each(found, target -> retry(cluster, target, printer));
    }
  }

  private static void retry(Cluster cluster, Target target, Printer printer) throws IOException {
    String name = target.name().name();
    ObjectNode config = target.object();
    long version = ConfigRollout.latestVersion(config);
    if (ConfigRollout.isPaused(config)) {
      throw CliException.error("unable to retry paused deployment config \"" + name + "\"");
    }
    if (version == 0) {
      throw CliException.error("no rollouts found for \"" + name + "\"");
    }
    Optional<ConfigRollout> latest = ConfigRollout.latest(cluster, target.namespace(), config);
    if (latest.isEmpty()) {
      throw CliException.error(
          "unable to find the latest rollout (#%d).\n".formatted(version)
              + "You can start a new rollout with 'weir rollout latest dc/%s'.".formatted(name));
    }
    if (!latest.get().isFailed()) {
      throw CliException.error(
          "rollout #%d is %s; only failed deployments can be retried.\n"
                  .formatted(version, latest.get().phaseInWords())
              + (latest.get().isComplete()
                      ? "You can start a new deployment with 'weir rollout latest dc/%s'."
                      : "Optionally, you can cancel this deployment with 'weir rollout cancel"
                          + " dc/%s'.")
                  .formatted(name));
    }
    ObjectNode patch = Json.object();
    Meta.setAnnotation(patch, ConfigRollout.PHASE, "New");
    ObjectNode annotations = Json.objectAt(Meta.of(patch), "annotations");
    annotations.putNull(ConfigRollout.REASON).putNull(ConfigRollout.CANCELLED);
    ObjectNode _ =
        new Writes(cluster.client(), DryRun.NONE, "weir-rollout")
            .patch(
                Kinds.REPLICATION_CONTROLLER,
                target.namespace(),
                Meta.name(latest.get().controller()),
                Change.MERGE,
                patch);
    printer.done(target.kind(), config, "retried rollout #" + version);
  }
}
