package dev.weir.cli.call;

/** Ends a call with a message for the user; printed once, at the top. */
public final class CliException extends RuntimeException {
  /** What the second line points to. */
  public enum Hint {
    NONE,
    EXAMPLES,
    FLAGS
  }

  private final Hint hint;

  private CliException(String message, Hint hint) {
    super(message, null, false, false);
    this.hint = hint;
  }

  /** Printed as {@code error: MESSAGE}. */
  public static CliException error(String message) {
    return new CliException(message, Hint.NONE);
  }

  /** As {@link #error}, with a second line that points to the verb's help and examples. */
  public static CliException usage(String message) {
    return new CliException(message, Hint.EXAMPLES);
  }

  /** As {@link #usage}, for flags that cannot be read. */
  public static CliException flags(String message) {
    return new CliException(message, Hint.FLAGS);
  }

  public Hint hint() {
    return hint;
  }
}
