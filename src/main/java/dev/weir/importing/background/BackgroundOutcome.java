package dev.weir.importing.background;

import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.LookedRepository;
import dev.weir.importing.RepositoryOutcome;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.resource.ApiStatus;
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
  record TagFailed(String tag, String from, ImportFailure why) implements BackgroundOutcome {}

  /** Its tags are known, and have outcomes of their own. */
  record RepositoryListed(String from) implements BackgroundOutcome {}

  /** Its tags could not be had, or it has none; the condition stands at the tag {@code latest}. */
  record RepositoryFailed(String from, ImportFailure why) implements BackgroundOutcome {}

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

  /** Outcomes of everything that an import was for. */
  static List<BackgroundOutcome> of(Findings findings) {
    List<BackgroundOutcome> all = new ArrayList<>();
    findings
        .images()
        .forEach(
            image -> all.add(ofImage(image.wanted().to(), image.wanted().from(), image.found())));
    findings.repository().ifPresent(repository -> all.addAll(all(repository)));
    return all;
  }

  private static List<BackgroundOutcome> all(LookedRepository looked) {
    String from = looked.wanted().from();
    List<BackgroundOutcome> all = new ArrayList<>();
    all.add(ofRepository(looked));
    if (looked.found() instanceof RepositoryOutcome.Listed(var images, var additionalTags)) {
      images.forEach(image -> all.add(ofImage(image.tag(), from + ":" + image.tag(), image)));
      if (!additionalTags.isEmpty()) {
        all.add(new TagsLeftOut(from, images.size(), additionalTags.size()));
      }
    }
    return all;
  }

  private static BackgroundOutcome ofRepository(LookedRepository looked) {
    String from = looked.wanted().from();
    return looked
        .found()
        .failure()
        .<BackgroundOutcome>map(why -> new RepositoryFailed(from, why))
        .orElseGet(() -> new RepositoryListed(from));
  }

  private static BackgroundOutcome ofImage(String tag, String from, ImportOutcome outcome) {
    return switch (outcome) {
      case ImportOutcome.Imported _ -> new TagImported(tag);
      case ImportOutcome.Failed(ImportFailure why, String _) -> new TagFailed(tag, from, why);
    };
  }

  /** Empty only for what is as it was wished for. */
  default Optional<Notice> notice() {
    return switch (this) {
      case TagImported _, RepositoryListed _ -> Optional.empty();
      case TagFailed(String tag, String from, ImportFailure why) ->
          Optional.of(
              new Notice(
                  "ImportFailed",
                  "tag " + tag + " was not imported from " + from + ": " + why.status().message()));
      case RepositoryFailed(String from, ImportFailure why) ->
          Optional.of(
              new Notice(
                  "ImportFailed",
                  "repository " + from + " was not imported: " + why.status().message()));
      case TagsLeftOut(String from, int imported, int leftOut) ->
          Optional.of(new Notice("TagsLeftOut", TagLimit.leftOut(from, imported, leftOut)));
      case NotStored(ApiStatus status) ->
          Optional.of(
              new Notice(
                  "ImportNotStored", "what was imported is not stored: " + status.message()));
    };
  }

  /** It was not the time to ask, which says nothing of what was asked for. */
  default boolean isUntried() {
    return switch (this) {
      case TagFailed failed -> failed.why().isUntried();
      case RepositoryFailed failed -> failed.why().isUntried();
      case TagImported _, RepositoryListed _, TagsLeftOut _, NotStored _ -> false;
    };
  }

  /** Worth another try after minutes, although nobody touched anything. */
  default boolean mayPass() {
    return switch (this) {
      case TagFailed failed -> failed.why().mayPass();
      case RepositoryFailed failed -> failed.why().mayPass();
      case TagImported _, RepositoryListed _, TagsLeftOut _, NotStored _ -> false;
    };
  }
}
