package dev.weir.cli.call;

/** How a call ends (cli.md 1). */
public enum ExitCode {
  SUCCESS(0),
  /** Usage, validation, a refusal of the server, or a part of the work that failed. */
  FAILURE(1),
  /** {@code diff} could not compare; its 1 means a difference. */
  TROUBLE(2),
  /** The program itself is at fault. */
  BROKEN(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
