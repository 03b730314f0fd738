package dev.weir.importing.age;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.Candidate;
import dev.weir.imagestream.age.Candidates;
import dev.weir.imagestream.age.Candidates.Choice;
import dev.weir.imagestream.age.MinimumAge;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A tag whose images have to wait, in its stream as it is. Pure.
 *
 * @param spec empty if an import makes it only now
 * @param onTheWall a time of the clock of ages as people read it
 */
record AgedTag(
    ImageStream stream,
    String tag,
    Optional<SpecTag> spec,
    MinimumAge age,
    UnaryOperator<Instant> onTheWall) {
  static AgedTag of(ImageStream stream, String tag, UnaryOperator<Instant> onTheWall) {
    return new AgedTag(stream, tag, stream.specTag(tag), stream.minimumAge(tag), onTheWall);
  }

  private static Map<String, String> annotations(ImageStream stream, String tag) {
    return stream.specTag(tag).map(SpecTag::annotations).orElse(Map.of());
  }

  /** The tag is held, and an import does not point it where it looked. */
  boolean isHeldElsewhere(String from) {
    return spec.filter(SpecTag::isHeld)
        .filter(one -> one.from().map(TagSource::name).filter(from::equals).isEmpty())
        .isPresent();
  }

  /** What it is imported from if it is what was asked for. */
  Source source(ImportedTag asked) {
    return Source.of(
        stream, asked.from(), asked.importPolicy(), Source.platform(annotations(stream, tag)));
  }

  /**
   * What an import brought before anything had to wait, which is what the tag took.
   *
   * @param from where an import looks
   */
  Candidates before(String from, Instant now) {
    return current()
        .filter(
            _ -> spec.flatMap(SpecTag::from).map(TagSource::name).filter(from::equals).isPresent())
        .filter(event -> !OwnRegistry.owns(event.reference()))
        .map(
            event ->
                Candidates.NONE
                    .seen(event.image(), event.reference(), now)
                    .takes(event.image(), now))
        .orElse(Candidates.NONE);
  }

  /** The image that the tag has by what its spec says now. */
  private Optional<TagEvent> current() {
    long wanted = spec.map(one -> one.generation().orElse(0)).orElse(Long.MAX_VALUE);
    return stream
        .newest(tag)
        .filter(event -> !event.image().isEmpty() && event.generation() >= wanted);
  }

  /**
   * What the tag may take of what was seen.
   *
   * @param isHere whether the Image of that name is; one that was removed is not taken
   */
  ImportedTag.Result result(Candidates seen, Instant now, Predicate<String> isHere) {
    Choice choice = seen.without(one -> !isHere.test(one)).choose(age.age(), now);
    if (choice.chosen().isPresent()) {
      Candidate chosen = choice.chosen().get();
      return new ImportedTag.Result.Found(chosen.reference(), chosen.image());
    }
    return current()
        .<ImportedTag.Result>map(
            event -> new ImportedTag.Result.Found(event.reference(), event.image()))
        .orElseGet(() -> waits(choice));
  }

  private ImportedTag.Result waits(Choice choice) {
    return new ImportedTag.Result.Waits(
        choice
            .next()
            .map(next -> why(next, choice.due().orElse(Instant.MAX)))
            .orElse("nothing was seen that could be taken"));
  }

  /** Why an image is not taken yet, and when it is. */
  String why(Candidate candidate, Instant due) {
    if (!age.unreadable().isEmpty()) {
      return "%s is not taken by itself: \"%s\" of the annotation %s is no duration such as 7d"
          .formatted(candidate.image(), age.unreadable(), MinimumAge.ANNOTATION);
    }
    return "%s was seen first at %s and is taken at %s, when it is %s old (%s)"
        .formatted(
            candidate.image(), text(candidate.first()), text(due), age, MinimumAge.ANNOTATION);
  }

  private String text(Instant time) {
    return onTheWall.apply(time).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
