package dev.weir.cli.call;

import dev.weir.resource.StatusException;

/** What went wrong with single objects while the work goes on (cli.md 1: print every error). */
public final class Failures {
  private final Call call;
  private int count;

  public Failures(Call call) {
    this.call = call;
  }

  public void add(StatusException refusal) {
    count++;
    call.warn(Refusal.text(refusal.status()));
  }

  /**
   * A refusal with what it stopped.
   *
   * @param doing such as {@code error when creating "stream.yaml"}
   */
  public void add(StatusException refusal, String doing) {
    count++;
    call.warn(Refusal.text(refusal.status(), doing + ": "));
  }

  /** A failure of ours, printed as {@code error: MESSAGE}. */
  public void add(String message) {
    count++;
    call.warn("error: " + message);
  }

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public ExitCode exitCode() {
    return count == 0 ? ExitCode.SUCCESS : ExitCode.FAILURE;
  }
}
