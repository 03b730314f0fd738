package dev.weir.importing.schedule;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.reference.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A tag of a stream that is looked at by itself, as far as its schedule is concerned. Pure.
 *
 * @param from pull spec as the user typed it
 * @param asked the same with client defaults: either a tag or a digest
 * @param interval of its own or of its stream's own
 * @param moved when its newest event was
 * @param failed how its last import failed; empty if it did not
 * @param state a number for all that the spec tag and its newest event say; as long as it stays,
 *     what was found out about the tag holds
 */
record ScheduledTag(
    String tag,
    String from,
    ImageReference asked,
    boolean insecure,
    Optional<Duration> interval,
    Optional<Instant> moved,
    Optional<TagCondition> failed,
    long state) {
  private static final Set<String> PASSING = Set.of("InternalError", "Timeout");

  /** Those of a stream, in the order of their names. */
  static List<ScheduledTag> of(ImageStream stream) {
    return stream.spec().values().stream().flatMap(tag -> of(stream, tag).stream()).toList();
  }

  /**
   * What a spec tag is to the schedule. A digest never becomes another image: it is looked at until
   * it was imported once (controllers-and-access.md 1.8). One that somebody holds is not looked at.
   */
  static Optional<ScheduledTag> of(ImageStream stream, SpecTag tag) {
    if (!tag.importPolicy().scheduled() || !tag.isImportable() || tag.isHeld()) {
      return Optional.empty();
    }
    String from = tag.from().map(TagSource::name).orElse("");
    TagHistory history = stream.history(tag.name());
    return reference(from)
        .filter(asked -> asked.id().isEmpty() || !isThere(tag, history))
        .map(
            asked ->
                new ScheduledTag(
                    tag.name(),
                    from,
                    asked,
                    ImportedTags.isInsecure(stream, tag.name()),
                    CheckInterval.own(
                        tag.annotations().getOrDefault(CheckInterval.ANNOTATION, ""),
                        stream.annotation(CheckInterval.ANNOTATION)),
                    history.newest().map(TagEvent::created),
                    failure(history),
                    state(stream, tag, history)));
  }

  private static Optional<ImageReference> reference(String from) {
    try {
      ImageReference read = ImageReference.parse(from);
      return read.name().isEmpty()
          ? Optional.empty()
          : Optional.of(read.withClientDefaults().mostSpecific());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean isThere(SpecTag tag, TagHistory history) {
    return history.newest().isPresent()
        && tag.generation().orElse(0) <= history.newest().get().generation();
  }

  static Optional<TagCondition> failure(TagHistory history) {
    return history.conditions().stream()
        .filter(c -> c.type().equals(TagCondition.IMPORT_SUCCESS) && c.status().equals("False"))
        .findFirst();
  }

  /** It failed for a reason that may be gone in minutes. */
  boolean mayPass() {
    return failed.filter(condition -> PASSING.contains(condition.reason())).isPresent();
  }

  /** Tag or digest that its registry is asked for. */
  String reference() {
    return asked.id().isEmpty() ? asked.tag() : asked.id();
  }

  /** Its repository, with neither. */
  ImageReference repository() {
    return asked.withTag("");
  }

  private static long state(ImageStream stream, SpecTag tag, TagHistory history) {
    int spec =
        Objects.hash(
            tag,
            stream.annotation(ImportedTags.INSECURE),
            stream.annotation(MinimumAge.ANNOTATION));
    int status = Objects.hash(history.newest(), history.conditions());
    return (long) spec << 32 | Integer.toUnsignedLong(status);
  }
}
