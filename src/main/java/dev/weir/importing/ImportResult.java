package dev.weir.importing;

import java.util.List;
import java.util.Optional;

/** Outcomes of a batch; {@code images} has the length and order of the requests. */
public record ImportResult(List<ImportOutcome> images, Optional<RepositoryOutcome> repository) {
  public ImportResult {
    images = List.copyOf(images);
  }
}
