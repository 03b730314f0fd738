package dev.weir.console.visit;

import java.io.IOException;

/** Answers visits of one address. */
@FunctionalInterface
public interface Page {
  /**
   * Answers.
   *
   * @throws dev.weir.resource.StatusException if it cannot be shown or done; told on a page of its
   *     own
   */
  void answer(Visit visit) throws IOException, InterruptedException;
}
