package dev.weir.apiserver;

import java.util.Optional;

/** What {@code /readyz} tells. */
@FunctionalInterface
public interface Readiness {
  /** Why the server is not ready; empty if it is. */
  Optional<String> obstacle();
}
