package dev.weir.importing;

import dev.weir.importing.lists.ListChoices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What became of all that an import is for, in its order. */
public record Findings(List<Looked> images, Optional<LookedRepository> repository) {
  public Findings {
    images = List.copyOf(images);
  }

  /** Of the images that a tag gets, those that were chosen of a list, by tag. */
  Map<String, ListChoices.Learned> chosen() {
    Map<String, ListChoices.Learned> chosen = new TreeMap<>();
    repository.stream()
        .flatMap(looked -> listed(looked.found()))
        .forEach(outcome -> addChosen(outcome.tag(), outcome, chosen));
    images.stream()
        .filter(looked -> looked.wanted().isForATag())
        .forEach(looked -> addChosen(looked.wanted().to(), looked.found(), chosen));
    return chosen;
  }

  private static void addChosen(
      String tag, ImportOutcome outcome, Map<String, ListChoices.Learned> into) {
    if (outcome instanceof ImportOutcome.Imported imported && imported.choice().isPresent()) {
      into.put(tag, new ListChoices.Learned(imported.choice().get(), imported.digest()));
    }
  }

  private static Stream<ImportOutcome> listed(RepositoryOutcome found) {
    return found instanceof RepositoryOutcome.Listed listed
        ? listed.images().stream()
        : Stream.empty();
  }

  /** The tags that it is about. */
  public Stream<String> tags() {
    return Stream.concat(
        repository.stream()
            .map(LookedRepository::found)
            .flatMap(Findings::listed)
            .map(ImportOutcome::tag),
        images.stream().map(Looked::wanted).filter(Wanted::isForATag).map(Wanted::to));
  }

  /** What it was for. */
  public ImportJob job() {
    return new ImportJob(
        images.stream().map(Looked::wanted).toList(), repository.map(LookedRepository::wanted));
  }

  /** The images that a tag gets. */
  Stream<ImportOutcome.Imported> imported() {
    Stream<ImportOutcome> single =
        images.stream().filter(looked -> looked.wanted().isForATag()).map(Looked::found);
    Stream<ImportOutcome> all =
        repository.stream().map(LookedRepository::found).flatMap(Findings::listed);
    return Stream.concat(single, all)
        .flatMap(
            outcome ->
                outcome instanceof ImportOutcome.Imported imported
                    ? Stream.of(imported)
                    : Stream.empty());
  }
}
