package dev.weir.pruning;

import dev.weir.prune.PruneCounts;
import java.util.List;

/**
 * What became of pruning.
 *
 * @param failures what did not go, each a sentence
 */
public record PruneResult(PruneCounts counts, List<String> failures) {
  public PruneResult {
    failures = List.copyOf(failures);
  }
}
