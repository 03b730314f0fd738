package dev.weir.importing;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an import in the background came to, for one thing that it was for. Nobody waits for its
 * answer, so each that is not what was wished for has a {@link Notice}.
 */
sealed interface BackgroundOutcome {
  /** It is there. */
  record TagImported(String tag) implements BackgroundOutcome {}

  /** Its condition says the same. */
  record TagFailed(String tag, String from, ApiStatus status, boolean mayPass)
      implements BackgroundOutcome {}

  /** Its tags are known, and have outcomes of their own. */
  record RepositoryListed(String from) implements BackgroundOutcome {}

  /** Its tags could not be had, or it has none; the condition stands at the tag {@code latest}. */
  record RepositoryFailed(String from, ApiStatus status, boolean mayPass)
      implements BackgroundOutcome {}

  /** A repository has more tags than are imported. */
  record TagsLeftOut(String from, int imported, int leftOut) implements BackgroundOutcome {}

  /** What was found could not be stored, for a limit or a rule. */
  record NotStored(ApiStatus status) implements BackgroundOutcome {}

  /**
   * What people are told of it, as an Event and in the log.
   *
   * @param reason in one word
   */
  record Notice(String reason, String message) {}

  /** Outcomes of everything that a job was for. */
  static List<BackgroundOutcome> of(ImportJob job, ImportResult result) {
    List<BackgroundOutcome> all = new ArrayList<>();
    for (int i = 0; i < job.images().size(); i++) {
      ImportJob.Image image = job.images().get(i);
      all.add(ofImage(image.to(), image.from(), result.images().get(i)));
    }
    job.repository()
        .ifPresent(
            wanted ->
                result.repository().ifPresent(outcome -> all.addAll(all(wanted.from(), outcome))));
    return all;
  }

  private static List<BackgroundOutcome> all(String from, RepositoryOutcome outcome) {
    List<BackgroundOutcome> all = new ArrayList<>();
    all.add(ofRepository(from, outcome));
    if (outcome instanceof RepositoryOutcome.Listed(var images, var additionalTags)) {
      images.forEach(image -> all.add(ofImage(image.tag(), from + ":" + image.tag(), image)));
      if (!additionalTags.isEmpty()) {
        all.add(new TagsLeftOut(from, images.size(), additionalTags.size()));
      }
    }
    return all;
  }

  /** Of the repository as a whole. */
  static BackgroundOutcome ofRepository(String from, RepositoryOutcome outcome) {
    return switch (outcome) {
      case RepositoryOutcome.Unlisted(ApiStatus status, boolean mayPass) ->
          new RepositoryFailed(from, status, mayPass);
      case RepositoryOutcome.Listed(var images, var _) when images.isEmpty() ->
          new RepositoryFailed(
              from, new ApiStatus(404, "NotFound", "it has no tags", Json.object()), false);
      case RepositoryOutcome.Listed _ -> new RepositoryListed(from);
    };
  }

  private static BackgroundOutcome ofImage(String tag, String from, ImportOutcome outcome) {
    return switch (outcome) {
      case ImportOutcome.Imported _ -> new TagImported(tag);
      case ImportOutcome.Failed(ApiStatus status, String _, boolean mayPass, boolean _) ->
          new TagFailed(tag, from, status, mayPass);
    };
  }

  /** Empty only for what is as it was wished for. */
  default Optional<Notice> notice() {
    return switch (this) {
      case TagImported _, RepositoryListed _ -> Optional.empty();
      case TagFailed(String tag, String from, ApiStatus status, boolean _) ->
          Optional.of(
              new Notice(
                  "ImportFailed",
                  "tag " + tag + " was not imported from " + from + ": " + status.message()));
      case RepositoryFailed(String from, ApiStatus status, boolean _) ->
          Optional.of(
              new Notice(
                  "ImportFailed", "repository " + from + " was not imported: " + status.message()));
      case TagsLeftOut(String from, int imported, int leftOut) ->
          Optional.of(
              new Notice(
                  "TagsLeftOut",
                  "repository %s has %d more tags than the %d that were imported; tag those that you need one by one"
                      .formatted(from, leftOut, imported)));
      case NotStored(ApiStatus status) ->
          Optional.of(
              new Notice(
                  "ImportNotStored", "what was imported is not stored: " + status.message()));
    };
  }

  /** Worth another try after minutes, although nobody touched anything. */
  default boolean mayPass() {
    return switch (this) {
      case TagFailed failed -> failed.mayPass();
      case RepositoryFailed failed -> failed.mayPass();
      case TagImported _, RepositoryListed _, TagsLeftOut _, NotStored _ -> false;
    };
  }
}
