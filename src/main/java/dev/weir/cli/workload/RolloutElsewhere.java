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
   * The deployment configs that a verb is about.
   *
   * @throws CliException if one of them is something else
   */
  static List<Target> configs(Call call, Targets targets, String verb) throws IOException {
    if (call.positional().isEmpty() && call.arguments().texts("--filename").isEmpty()) {
      throw CliException.usage("required resource not specified");
    }
    List<Target> found = targets.find(call.positional(), verb);
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
