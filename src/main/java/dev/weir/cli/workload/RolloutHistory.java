package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.describe.PodTemplateText;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import java.io.IOException;
import java.util.List;

/**
 * {@code rollout history}: the versions of a deployment config, and what led to each (cli.md 17).
 */
public final class RolloutHistory implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        Targets.declare(
            Flags.of("rollout history dc/NAME")
                .describedAs(
                    "Show the versions of a deployment config. Of other workloads whoever runs"
                        + " them keeps the history.")
                .examples("weir rollout history dc/web\nweir rollout history dc/web --revision=2")
                .text("--revision", "NUMBER", "Show the pod template of this version.")));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    long revision = Revisions.read(call, "--revision");
    if (revision < 0) {
      throw CliException.error("revision must be a positive integer: " + revision);
    }
    Printer printer = Printer.of(call);
    try (Targets targets = Targets.of(call)) {
      List<Target> found = RolloutElsewhere.configs(call, targets, "rollout history");
      Cluster cluster = targets.server("rollout history");
      return targets.each(found, target -> show(cluster, target, revision, printer));
    }
  }

  private static void show(Cluster cluster, Target target, long revision, Printer printer) {
    List<ConfigRollout> all = ConfigRollout.all(cluster, target.namespace(), target.name().name());
    if (!printer.isText()) {
      chosen(all, revision).forEach(rollout -> printer.object(rollout.controller()));
      return;
    }
    printer.done(target.kind(), target.object(), text(all, revision));
  }

  private static List<ConfigRollout> chosen(List<ConfigRollout> all, long revision) {
    if (revision == 0) {
      return all;
    }
    List<ConfigRollout> chosen =
        all.stream().filter(rollout -> rollout.version() == revision).toList();
    if (chosen.isEmpty()) {
      throw CliException.error("unable to find the specified revision");
    }
    return chosen;
  }

  private static String text(List<ConfigRollout> all, long revision) {
    if (all.isEmpty()) {
      return (revision == 0 ? "" : "with revision #" + revision) + "\nNo rollout history found.";
    }
    if (revision > 0) {
      return "with revision #"
          + revision
          + "\n"
          + PodTemplateText.of(chosen(all, revision).getFirst().template());
    }
    StringBuilder rows = new StringBuilder("REVISION\tSTATUS\tCAUSE\n");
    all.forEach(
        rollout ->
            rows.append(rollout.version())
                .append('\t')
                .append(rollout.phase())
                .append('\t')
                .append(rollout.cause())
                .append('\n'));
    return "\n" + TabbedText.DESCRIBE.align(rows.toString());
  }
}
