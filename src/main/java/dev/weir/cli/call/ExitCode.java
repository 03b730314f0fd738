package dev.weir.cli.call;

/**
 * How a call ends (cli.md 1).
 *
 * @param number of the process; that of another program where a call ends as that one did
 */
public record ExitCode(int number) {
  public static final ExitCode SUCCESS = new ExitCode(0);

  /** Usage, validation, a refusal of the server, or a part of the work that failed. */
  public static final ExitCode FAILURE = new ExitCode(1);

  /** {@code diff} could not compare; its 1 means a difference. */
  public static final ExitCode TROUBLE = new ExitCode(2);

  /** The program itself is at fault. */
  public static final ExitCode BROKEN = new ExitCode(70);

  public boolean isSuccess() {
    return number == 0;
  }
}
