package dev.weir.access;

import java.util.Optional;

/** Decides what a user may do. Must be fast: it is asked on every request of every door. */
public interface Authorizer {
  Decision authorize(User user, Attributes wanted);

  /**
   * Goes on only with what is allowed.
   *
   * @throws DeniedException if it is not allowed
   * @throws dev.weir.resource.StatusException 503 if that cannot be told
   */
  default void require(User user, Attributes wanted) {
    denial(user, wanted)
        .ifPresent(
            reason -> {
              throw new DeniedException(Denials.forbidden(wanted, reason));
            });
  }

  /**
   * True if it is allowed.
   *
   * @throws dev.weir.resource.StatusException 503 if that cannot be told: it is then neither a yes
   *     nor a no
   */
  default boolean allows(User user, Attributes wanted) {
    return denial(user, wanted).isEmpty();
  }

  /**
   * Why it is not allowed, as a sentence; empty if it is.
   *
   * @throws dev.weir.resource.StatusException 503 if that cannot be told
   */
  default Optional<String> denial(User user, Attributes wanted) {
    return switch (authorize(user, wanted)) {
      case Decision.Allowed _ -> Optional.empty();
      case Decision.Denied(String reason, String _) -> Optional.of(reason);
      case Decision.Unknown(String reason) -> throw Denials.undecided(wanted, reason).exception();
    };
  }
}
