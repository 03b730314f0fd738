package dev.weir.remote.mirror;

import java.util.List;

/** A plan could not be made. */
public final class MirrorPlanException extends RuntimeException {
  private final transient List<MirrorFailure> failures;

  MirrorPlanException(List<MirrorFailure> failures) {
    super("an error occurred during planning");
    this.failures = List.copyOf(failures);
  }

  /** All that was found wrong. */
  public List<MirrorFailure> failures() {
    return failures;
  }
}
