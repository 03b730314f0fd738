package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.util.List;

/**
 * The parts of {@code rollout} that are about revisions: deployment configs have them here, and of
 * other workloads it is said clearly that whoever runs them keeps them.
 */
final class RolloutElsewhere {
  private RolloutElsewhere() {}

  /**
   * The objects that a verb is about; that none has the labels is told.
   *
   * @throws CliException if nothing says which
   */
  static List<Target> targets(Call call, Targets targets, String verb) throws IOException {
    boolean files = !call.arguments().texts("--filename").isEmpty();
    if (call.positional().isEmpty() && !files) {
      throw CliException.error("required resource not specified");
    }
    if (!call.positional().isEmpty() && files) {
      throw CliException.error(
          "resource/name arguments cannot be provided when a path is specified");
    }
    List<Target> found = targets.find(call.positional(), verb);
    if (found.isEmpty() && targets.exitCode().isSuccess() && !files) {
      String namespace = targets.server("a name").namespace();
      call.warn("No resources found in " + namespace + " namespace.");
    }
    return found;
  }

  /**
   * The deployment configs that a verb is about.
   *
   * @throws CliException if one of them is something else
   */
  static List<Target> configs(Call call, Targets targets, String verb) throws IOException {
    List<Target> found = targets(call, targets, verb);
    for (Target target : found) {
      if (PodSpec.of(target.kind()).isEmpty()) {
        throw CliException.error(target.inTable() + " has no rollouts");
      }
    }
    if (found.stream().anyMatch(target -> !isConfig(target))) {
      throw CliException.error(
          "Weir runs no pods and keeps no revisions of workloads but deployment configs, so it"
              + " cannot show or undo them; ask the cluster that runs the workload: kubectl rollout"
              + " -h. What they follow is put back by its tag: 'weir why TYPE/NAME' names it, 'weir"
              + " tag history NAME:TAG' shows what it was, 'weir rollback NAME:TAG' puts it back");
    }
    return found;
  }

  private static boolean isConfig(Target target) {
    return target.kind().resource().equals(Kinds.DEPLOYMENT_CONFIG.resource());
  }
}
