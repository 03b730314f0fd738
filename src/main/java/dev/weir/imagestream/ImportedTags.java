package dev.weir.imagestream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings the results of an import into a stream (image-api.md 5.6). */
public final class ImportedTags {
  /** When the stream was last imported; absent or empty means never. */
  public static final String CHECKED = "openshift.io/image.dockerRepositoryCheck";

  /** {@code true} lets a stream's imports use plain HTTP and unverified TLS. */
  public static final String INSECURE = "openshift.io/image.insecureRepository";

  private static final String LATEST = "latest";

  private final Instant now;
  private final long generation;

  private ImportedTags(Instant now, long generation) {
    this.now = now;
    this.generation = generation;
  }

  /** Its repository is to be reached where or how it was not before, which nobody has tried yet. */
  static boolean isElsewhere(ImageStream before, ImageStream after) {
    return !after.dockerImageRepository().isEmpty()
        && after.annotation(CHECKED).equals(before.annotation(CHECKED))
        && !(after.dockerImageRepository().equals(before.dockerImageRepository())
            && after.annotation(INSECURE).equals(before.annotation(INSECURE)));
  }

  /** The stream as one that was never imported. */
  static ImageStream unchecked(ImageStream stream) {
    return stream.annotation(CHECKED).isEmpty() ? stream : stream.withAnnotation(CHECKED, "");
  }

  /** True if a tag's image may be fetched over plain HTTP and unverified TLS. */
  public static boolean isInsecure(ImageStream stream, String tag) {
    return stream.allowsInsecure(
        stream.specTag(tag).map(SpecTag::importPolicy).orElse(ImportPolicy.DEFAULT));
  }

  /** Outcome of an import. */
  public sealed interface Outcome {
    /** The edited stream; {@link StreamRules} must still number and check it. */
    record Changed(ImageStream stream) implements Outcome {}

    /** Everything is as it was; nothing need be written. */
    record Unchanged() implements Outcome {}
  }

  /**
   * Applies results in order; for a tag that stands twice the later one wins. One that somebody
   * holds stays as it is.
   *
   * @param stream as stored, or an empty one
   */
  public static Outcome apply(ImageStream stream, List<ImportedTag> results, Instant now) {
    return apply(stream, results, new ImportedRepository.NotAsked(), now);
  }

  /**
   * As above, and with what became of the stream's own repository: no tag may have come of it, so
   * that its failure stands at the tag {@code latest}, where describing the stream shows it.
   */
  public static Outcome apply(
      ImageStream stream, List<ImportedTag> results, ImportedRepository repository, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    ImportedTags importing = new ImportedTags(second, stream.generation() + 1);
    ImageStream next = stream;
    for (ImportedTag result : results) {
      if (next.specTag(result.tag()).filter(SpecTag::isHeld).isPresent()) {
        continue; // whatever was found, and whoever looked
      }
      next =
          switch (result.result()) {
            case ImportedTag.Result.Found found -> importing.found(next, result, found);
            case ImportedTag.Result.Failed failed -> importing.failed(next, result, failed);
            case ImportedTag.Result.Waits waits -> importing.waits(next, result, waits);
          };
    }
    next =
        switch (repository) {
          case ImportedRepository.NotAsked _ -> next;
          case ImportedRepository.Listed _ -> importing.repositoryListed(next);
          case ImportedRepository.Failed failed ->
              importing.repositoryFailed(next, failed, stream.generation());
        };
    boolean same = next.sameSpec(stream) && next.tags().equals(stream.tags());
    return same && !stream.annotation(CHECKED).isEmpty()
        ? new Outcome.Unchanged()
        : new Outcome.Changed(next.withAnnotation(CHECKED, StreamJson.time(second)));
  }

  /**
   * Results that could not be stored, for a limit or a rule: the tags that the import was for say
   * so, nothing else changes, and the stream counts as looked at.
   */
  public static Outcome refused(
      ImageStream stream,
      Collection<String> tags,
      ImportedRepository repository,
      ImportedTag.Result.Failed why,
      Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    ImportedTags importing = new ImportedTags(second, stream.generation());
    ImageStream next = stream;
    for (String tag : tags) {
      TagCondition condition =
          TagCondition.importFailed(second, why.reason(), why.message(), stream.generation());
      List<TagCondition> pulls =
          next.history(tag).conditions().stream().filter(TagCondition::isOfPull).toList();
      next = importing.with(next, tag, condition, pulls);
    }
    if (repository instanceof ImportedRepository.Failed failed) {
      next = importing.repositoryFailed(next, failed, stream.generation());
    }
    return next.tags().equals(stream.tags()) && !stream.annotation(CHECKED).isEmpty()
        ? new Outcome.Unchanged()
        : new Outcome.Changed(next.withAnnotation(CHECKED, StreamJson.time(second)));
  }

  private ImageStream repositoryListed(ImageStream stream) {
    TagHistory history = stream.history(LATEST);
    List<TagCondition> others =
        history.conditions().stream().filter(c -> !c.isOfRepository()).toList();
    return others.size() == history.conditions().size()
        ? stream
        : stream.withTag(LATEST, history.withConditions(others));
  }

  /** A spec tag {@code latest} that is made later is newer than this and will be imported. */
  private ImageStream repositoryFailed(
      ImageStream stream, ImportedRepository.Failed failed, long seen) {
    TagCondition condition =
        TagCondition.repositoryFailed(
            now, failed.repository(), failed.reason(), failed.message(), seen);
    List<TagCondition> others =
        stream.history(LATEST).conditions().stream().filter(c -> !c.isOfRepository()).toList();
    return with(stream, LATEST, condition, others);
  }

  /** A condition that was there already keeps its time, so that nothing is written for it. */
  private ImageStream with(
      ImageStream stream, String tag, TagCondition condition, List<TagCondition> others) {
    TagHistory history = stream.history(tag);
    TagCondition kept =
        history.conditions().stream()
            .filter(condition::saysTheSame)
            .findFirst()
            .map(c -> c.withGeneration(Math.max(c.generation(), condition.generation())))
            .orElse(condition);
    List<TagCondition> conditions = new ArrayList<>(others);
    conditions.add(kept);
    return stream.withTag(tag, history.withConditions(conditions));
  }

  private ImageStream found(ImageStream stream, ImportedTag tag, ImportedTag.Result.Found found) {
    TagEvent event =
        new TagEvent(now, found.reference(), found.image(), generation).from(tag.from());
    SpecTag spec = stream.spec().get(tag.tag());
    TagHistory history = stream.history(tag.tag());
    ImageStream next = stream;
    if (isNews(spec, history, event)) {
      spec = follow(spec, tag);
      history = history.add(event).history();
    }
    if (spec != null) {
      next = next.withSpecTag(spec.withImportPolicy(tag.importPolicy()));
    }
    return next.withTag(tag.tag(), history.withImportConditions(List.of()));
  }

  private static boolean isNews(@Nullable SpecTag spec, TagHistory history, TagEvent event) {
    return history.newest().isEmpty()
        || spec == null
        || spec.generation().isEmpty()
        || !history.newest().get().samePlace(event)
        || spec.generation().getAsLong() > history.newest().get().generation();
  }

  /** The spec tag that points where the import looked; 0 makes it count as changed. */
  private static SpecTag follow(@Nullable SpecTag spec, ImportedTag tag) {
    SpecTag base =
        spec == null ? SpecTag.named(tag.tag()).withReferencePolicy(tag.referencePolicy()) : spec;
    return base.withFrom(TagSource.dockerImage(tag.from()))
        .withImportPolicy(tag.importPolicy())
        .withGeneration(0);
  }

  /** The tag follows where the import looked, and stays what it is until an image is old enough. */
  private ImageStream waits(ImageStream stream, ImportedTag tag, ImportedTag.Result.Waits waits) {
    SpecTag spec = stream.spec().get(tag.tag());
    TagHistory history = stream.history(tag.tag());
    TagCondition condition = TagCondition.waitsForAge(now, waits.message(), generation);
    Optional<TagCondition> known =
        history.conditions().stream().filter(condition::saysTheSame).findFirst();
    SpecTag next;
    if (spec != null && spec.from().filter(TagSource.dockerImage(tag.from())::equals).isPresent()) {
      if (known.isPresent()) {
        return saidAgain(stream, tag.tag(), spec, known.get());
      }
      next = spec.withGeneration(0);
    } else {
      next = follow(spec, tag);
    }
    return stream
        .withTag(tag.tag(), history.withImportConditions(List.of(condition)))
        .withSpecTag(next.withImportPolicy(tag.importPolicy()));
  }

  private ImageStream failed(
      ImageStream stream, ImportedTag tag, ImportedTag.Result.Failed failed) {
    TagCondition condition =
        TagCondition.importFailed(now, failed.reason(), failed.message(), generation);
    TagHistory history = stream.history(tag.tag());
    SpecTag spec = stream.spec().get(tag.tag());
    Optional<TagCondition> known =
        history.conditions().stream().filter(condition::saysTheSame).findFirst();
    if (known.isPresent()) {
      return spec == null ? stream : saidAgain(stream, tag.tag(), spec, known.get());
    }
    ImageStream next = stream.withTag(tag.tag(), history.withImportConditions(List.of(condition)));
    if (spec != null) {
      return next.withSpecTag(spec.withGeneration(0));
    }
    return tag.named() ? next.withSpecTag(follow(null, tag)) : next;
  }

  /** A newer spec tag that failed as before must not look as if it still waited. */
  private static ImageStream saidAgain(
      ImageStream stream, String tag, SpecTag spec, TagCondition known) {
    long wanted = spec.generation().orElse(0);
    return wanted <= known.generation()
        ? stream
        : stream.withTag(
            tag, stream.history(tag).withImportConditions(List.of(known.withGeneration(wanted))));
  }
}
