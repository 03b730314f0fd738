package dev.weir.cli.call;

import java.io.IOException;

/** One verb. Made only when it was chosen. */
public interface Command {
  /** The flags and the help text. */
  Flags flags();

  /**
   * Does the work.
   *
   * @throws CliException if the arguments make no sense
   * @throws dev.weir.resource.StatusException if the server refuses
   * @throws IOException if a file or the server cannot be reached
   */
  ExitCode run(Call call) throws IOException, InterruptedException;

  /** How a call ends that is cut short by an exception. */
  default ExitCode whenRefused() {
    return ExitCode.FAILURE;
  }
}
