package dev.weir.importing;

import java.util.List;
import java.util.Optional;

/** What became of all that an import is for, in its order. */
public record Findings(List<Looked> images, Optional<LookedRepository> repository) {
  public Findings {
    images = List.copyOf(images);
  }
}
