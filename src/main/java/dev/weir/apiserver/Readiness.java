package dev.weir.apiserver;

import java.util.Collection;
import java.util.Optional;

/** What {@code /readyz} tells. */
@FunctionalInterface
public interface Readiness {
  /** The part that is about writing: who only reads can do without it. */
  String STORAGE = "storage";

  /**
   * Why the server is not ready; empty if it is.
   *
   * @param excluded parts that are not looked at, as by Kubernetes' own {@code ?exclude=}
   */
  Optional<String> obstacle(Collection<String> excluded);
}
