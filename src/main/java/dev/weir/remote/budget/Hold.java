package dev.weir.remote.budget;

import java.time.Duration;
import java.util.Optional;

/** That an account is not to be asked now. */
public sealed interface Hold<F> {
  /** Until it may be asked again. */
  Duration left();

  /**
   * It refused, or failed.
   *
   * @param cause how it answered when it was asked last
   */
  record Refused<F>(F cause, Duration left) implements Hold<F> {}

  /**
   * What is left is for people.
   *
   * @param allowance as far as it is known
   */
  record Kept<F>(Allowance allowance, Duration left) implements Hold<F> {}

  /** The one that lasts longer, or the first. */
  static <F> Optional<Hold<F>> longer(Optional<Hold<F>> one, Optional<Hold<F>> other) {
    boolean first =
        other.isEmpty() || (one.isPresent() && one.get().left().compareTo(other.get().left()) >= 0);
    return first ? one : other;
  }
}
