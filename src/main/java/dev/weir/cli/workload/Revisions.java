package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;

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
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw CliException.flags(
          "invalid argument \"" + text + "\" for \"" + flag + "\" flag: a number is expected");
    }
  }
}
