package dev.weir.remote.mirror;

import java.util.ArrayList;
import java.util.List;

/** What was not done. Safe for threads. */
final class Report {
  private final MirrorProgress progress;
  private final boolean goOn;
  private final List<MirrorFailure> failures = new ArrayList<>();
  private boolean enough;

  Report(MirrorProgress progress, boolean goOn) {
    this.progress = progress;
    this.goOn = goOn;
  }

  /** Nothing more is to be done. */
  static final class EnoughException extends RuntimeException {
    EnoughException() {
      super("a failure ends it all", null, false, false);
    }
  }

  /**
   * Something was not done.
   *
   * @throws EnoughException if nothing more is to be done then
   */
  void fail(MirrorFailure failure) {
    note(failure);
    requireMore();
  }

  synchronized void note(MirrorFailure failure) {
    if (!enough || goOn) {
      failures.add(failure);
      progress.failed(failure);
    }
    enough = true;
  }

  /** Goes on unless a failure was the end of all. */
  synchronized void requireMore() {
    if (enough && !goOn) {
      throw new EnoughException();
    }
  }

  synchronized List<MirrorFailure> failures() {
    return List.copyOf(failures);
  }
}
