package dev.weir.pruning;

import dev.weir.prune.PruneCounts;
import java.util.List;

/**
 * What became of pruning.
 *
 * @param failures what did not go
 */
public record PruneResult(PruneCounts counts, List<PruneFailure> failures) {
  public PruneResult {
    failures = List.copyOf(failures);
  }
}
