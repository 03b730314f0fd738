package dev.weir.importing;

import java.util.List;
import java.util.Optional;

/** What one ImageStreamImport asks for. */
public record ImportBatch(List<ImportRequest> images, Optional<RepositoryRequest> repository) {
  public ImportBatch {
    images = List.copyOf(images);
  }
}
