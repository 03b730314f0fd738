package dev.weir.cli.image.copy;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;

/**
 * Flags that commands share which read or write images in several sorts of places (cli.md 5, 6).
 */
public final class CopyFlags {
  private CopyFlags() {}

  static void addDirectories(Flags flags) {
    flags
        .text("--dir", "DIR", "Directory of file:// names; the current one if left out.")
        .text("--from-dir", "DIR", "Directory of file:// sources, if it is another.");
  }

  public static void addSkipVerification(Flags flags) {
    flags.flag(
        "--skip-verification", "Here for oc's sake: Weir compares all content with its digest.");
  }

  public static void warnOfSkippedVerification(Call call) {
    if (call.flag("--skip-verification")) {
      call.warn("warning: --skip-verification is ignored: all content is compared with its digest");
    }
  }

  /**
   * A number of at least 1; what is less stands for 1.
   *
   * @throws CliException if it is none
   */
  public static int count(Call call, String flag, int usual) {
    String text = call.text(flag);
    if (text.isEmpty() && !call.arguments().given(flag)) {
      return usual;
    }
    if (!text.matches("-?\\d{1,9}")) {
      throw CliException.flags(
          "invalid argument \"" + text + "\" for \"" + flag + "\" flag: a count is expected");
    }
    return Math.max(1, Integer.parseInt(text));
  }
}
