package dev.weir.imagestream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings the results of an import into a stream (image-api.md 5.6). */
public final class ImportedTags {
  /** When the stream was last imported; absent or empty means never. */
  public static final String CHECKED = "openshift.io/image.dockerRepositoryCheck";

  private final Instant now;
  private final long generation;

  private ImportedTags(Instant now, long generation) {
    this.now = now;
    this.generation = generation;
  }

  /** Outcome of an import. */
  public sealed interface Outcome {
    /** The edited stream; {@link StreamRules} must still number and check it. */
    record Changed(ImageStream stream) implements Outcome {}

    /** Everything is as it was; nothing need be written. */
    record Unchanged() implements Outcome {}
  }

  /**
   * Applies results in order; for a tag that stands twice the later one wins.
   *
   * @param stream as stored, or an empty one
   */
  public static Outcome apply(ImageStream stream, List<ImportedTag> results, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    ImportedTags importing = new ImportedTags(second, stream.generation() + 1);
    ImageStream next = stream;
    for (ImportedTag result : results) {
      next =
          switch (result.result()) {
            case ImportedTag.Result.Found found -> importing.found(next, result, found);
            case ImportedTag.Result.Failed failed -> importing.failed(next, result, failed);
          };
    }
    boolean same = next.sameSpec(stream) && next.tags().equals(stream.tags());
    return same && !stream.annotation(CHECKED).isEmpty()
        ? new Outcome.Unchanged()
        : new Outcome.Changed(next.withAnnotation(CHECKED, StreamJson.time(second)));
  }

  private ImageStream found(ImageStream stream, ImportedTag tag, ImportedTag.Result.Found found) {
    TagEvent event = new TagEvent(now, found.reference(), found.image(), generation);
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
    return next.withTag(tag.tag(), history.withConditions(List.of()));
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
    ImageStream next = stream.withTag(tag.tag(), history.withConditions(List.of(condition)));
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
            tag, stream.history(tag).withConditions(List.of(known.withGeneration(wanted))));
  }
}
