package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.target.Target;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;

/** Versions of rollouts, as flags name them. */
final class Revisions {
  private Revisions() {}

  /**
   * The number of a flag; 0 if it was not given.
   *
   * @throws CliException if it is no number
   */
  static long read(Call call, String flag) {
    String text = call.text(flag);
    if (!call.arguments().given(flag)) {
      return 0;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw CliException.flags(
          "invalid argument \"" + text + "\" for \"" + flag + "\" flag: a number is expected");
    }
  }

  /**
   * Refuses a workload that is at another version.
   *
   * @param wanted 0 or less for any
   * @throws CliException if it is at another one
   */
  static void require(long wanted, Target target) {
    boolean config = target.kind().resource().equals(Kinds.DEPLOYMENT_CONFIG.resource());
    if (wanted <= 0 || !(config || target.kind().plural().equals("deployments"))) {
      return;
    }
    long running =
        config
            ? ConfigRollout.latestVersion(target.object())
            : number(Meta.annotation(target.object(), "deployment.kubernetes.io/revision"));
    if (running != wanted) {
      throw CliException.error(
          "desired revision (%d) is different from the running revision (%d)"
              .formatted(wanted, running));
    }
  }

  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
