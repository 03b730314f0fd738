package dev.weir.platform.openshift.build;

import java.util.Optional;

/** Steps of which each is taken whatever became of those before it. */
final class EachByItself {
  private Optional<RuntimeException> first = Optional.empty();

  /** Takes a step, and keeps what was wrong with it. */
  void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      first.ifPresentOrElse(earlier -> earlier.addSuppressed(e), () -> first = Optional.of(e));
    }
  }

  /** Throws what was wrong with the first step that failed, if one did. */
  void end() {
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
