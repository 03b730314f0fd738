package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.output.Ages;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** {@code rollout cancel}: gives a rollout up that is on its way (cli.md 17). */
public final class RolloutCancel implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        Targets.declare(
            Flags.of("rollout cancel dc/NAME")
                .describedAs(
                    "Give the rollout of a deployment config up that is on its way. The one before"
                        + " keeps its pods, or gets them back.")
                .examples("weir rollout cancel dc/web")));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Printer printer = Printer.of(call);
    Instant now = call.context().clock().instant();
    try (Targets targets = Targets.of(call)) {
      List<Target> found = RolloutElsewhere.configs(call, targets, "rollout cancel");
      Cluster cluster = targets.server("rollout cancel");
      return targets.each(
          found,
          target -> {
            if (!cancel(cluster, target, printer)) {
              call.print(none(cluster, target, now));
            }
          });
    }
  }

  /** True if something was on its way. */
  private static boolean cancel(Cluster cluster, Target target, Printer printer)
      throws IOException {
    String name = target.namespace() + "/" + target.name().name();
    if (ConfigRollout.isPaused(target.object())) {
      throw CliException.error("unable to cancel paused deployment " + name);
    }
    List<ConfigRollout> all = ConfigRollout.all(cluster, target.namespace(), target.name().name());
    if (all.isEmpty()) {
      throw CliException.error("there have been no replication controllers for " + name);
    }
    boolean cancelled = false;
    for (ConfigRollout rollout : all.reversed()) {
      if (rollout.isUnderway()) {
        if (!rollout.isCancelled()) {
          cancel(cluster, target, rollout);
          cancelled = true;
        }
        printer.done(
            target.kind(),
            target.object(),
            rollout.isCancelled() ? "already cancelled" : "cancelling");
      }
    }
    return cancelled;
  }

  private static void cancel(Cluster cluster, Target target, ConfigRollout rollout)
      throws IOException {
    ObjectNode patch = Json.object();
    // as it was seen: one that has come to its end meanwhile is not cancelled
    Meta.of(patch).put("resourceVersion", Meta.resourceVersion(rollout.controller()));
    Meta.setAnnotation(patch, ConfigRollout.CANCELLED, "true");
    Meta.setAnnotation(patch, ConfigRollout.REASON, "cancelled by the user");
    ObjectNode _ =
        new Writes(cluster.client(), DryRun.NONE, "weir-rollout")
            .patch(
                Kinds.REPLICATION_CONTROLLER,
                target.namespace(),
                Meta.name(rollout.controller()),
                Change.MERGE,
                patch);
  }

  private static String none(Cluster cluster, Target target, Instant now) {
    ConfigRollout latest =
        ConfigRollout.all(cluster, target.namespace(), target.name().name()).getLast();
    String age =
        Ages.ago(Json.string(Meta.of(latest.controller()), "creationTimestamp"), now)
            .toLowerCase(Locale.ROOT);
    return "No rollout is in progress (latest rollout #%d %s%s %s)"
        .formatted(
            latest.version(),
            latest.phaseInWords(),
            latest.isCancelled() && !latest.isOver() ? " (cancelling)" : "",
            age);
  }
}
