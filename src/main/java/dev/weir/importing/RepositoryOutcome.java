package dev.weir.importing;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;

/** What became of a repository (image-api.md 5.3). */
public sealed interface RepositoryOutcome {
  /** Why nothing can be imported from it; empty if something can. */
  Optional<ImportFailure> failure();

  /**
   * Its tags are known.
   *
   * @param images one for each imported tag, in import order
   * @param additionalTags those beyond the limit
   */
  record Listed(List<ImportOutcome> images, List<String> additionalTags)
      implements RepositoryOutcome {
    public Listed {
      images = List.copyOf(images);
      additionalTags = List.copyOf(additionalTags);
    }

    @Override
    public Optional<ImportFailure> failure() {
      return images.isEmpty() ? Optional.of(new ImportFailure.NoTags()) : Optional.empty();
    }

    /** What to say of the repository if some of its images failed; its code is not set. */
    public Optional<ApiStatus> problem() {
      long failed = images.stream().filter(ImportOutcome.Failed.class::isInstance).count();
      if (failed == 0) {
        return Optional.empty();
      }
      String count = failed == 1 ? "one" : Long.toString(failed);
      return Optional.of(
          new ApiStatus(
              0,
              "ImportFailed",
              count + " of the images from this repository failed to import",
              Json.object()));
    }
  }

  /** The list of its tags could not be had. */
  record Unlisted(ImportFailure why) implements RepositoryOutcome {
    @Override
    public Optional<ImportFailure> failure() {
      return Optional.of(why);
    }
  }
}
