package dev.weir.pruning;

import dev.weir.prune.StreamHistory;
import java.util.Optional;

/**
 * Something that was to go and did not.
 *
 * @param of such as {@code imagestream shop/app}
 * @param stream where it is about one
 */
public record PruneFailure(String of, Optional<StreamHistory> stream, String reason) {
  @Override
  public String toString() {
    return of + ": " + reason;
  }
}
