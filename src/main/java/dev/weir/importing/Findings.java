package dev.weir.importing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What became of all that an import is for, in its order. */
public record Findings(List<Looked> images, Optional<LookedRepository> repository) {
  public Findings {
    images = List.copyOf(images);
  }

  /** The images that a tag gets. */
  Stream<ImportOutcome.Imported> imported() {
    Stream<ImportOutcome> single =
        images.stream().filter(looked -> looked.wanted().isForATag()).map(Looked::found);
    Stream<ImportOutcome> all =
        repository.stream()
            .map(LookedRepository::found)
            .flatMap(
                found ->
                    found instanceof RepositoryOutcome.Listed listed
                        ? listed.images().stream()
                        : Stream.empty());
    return Stream.concat(single, all)
        .flatMap(
            outcome ->
                outcome instanceof ImportOutcome.Imported imported
                    ? Stream.of(imported)
                    : Stream.empty());
  }
}
