package dev.weir.cli.cluster;

import dev.weir.resource.StatusException;
import java.util.Set;

/** Tells what a server does not have, or not for this user, from what it cannot say now. */
public final class NotShown {
  private static final Set<Integer> CODES = Set.of(403, 404);

  private NotShown() {}

  /**
   * Returns if the refusal means that there is nothing to see.
   *
   * @throws StatusException the refusal itself, if nobody knows
   */
  public static void require(StatusException refusal) {
    if (!CODES.contains(refusal.status().code())) {
      throw refusal;
    }
  }
}
