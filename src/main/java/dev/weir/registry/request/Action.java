package dev.weir.registry.request;

import dev.weir.http.Exchange;
import java.io.IOException;

/** What answers a request once it is known what it is. Throws {@link Refusal} and I/O errors. */
public sealed interface Action {
  /** Checks its caller by itself. */
  @FunctionalInterface
  non-sealed interface Plain extends Action {
    void serve(Exchange http) throws IOException;
  }

  /** Is called only with the right that its route names. */
  @FunctionalInterface
  non-sealed interface OnRepository extends Action {
    void serve(RepositoryCall call) throws IOException, InterruptedException;
  }
}
