package dev.weir.imagestream.cells;

import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What a table shows of a tag's wish and history (image-api.md 9.1, "imagetags"). */
public final class ImageTagCells {
  private ImageTagCells() {}

  /** How the tag gets its image: {@code Tag}, {@code Track}, {@code Ref}, {@code Push}, … */
  public static String spec(Optional<SpecTag> spec, TagHistory history) {
    String wish = spec.filter(tag -> tag.from().isPresent()).map(ImageTagCells::wish).orElse("");
    boolean pushed =
        history
            .newest()
            .filter(
                event ->
                    spec.isEmpty()
                        ? !event.image().isEmpty()
                        : event.generation() > spec.get().generation().orElse(0))
            .isPresent();
    return pushed && !wish.equals("Track") ? "Push" : wish;
  }

  private static String wish(SpecTag tag) {
    TagSource from = tag.from().orElseThrow();
    if (tag.reference()) {
      return "Ref";
    } else if (tag.importPolicy().scheduled()) {
      return "Scheduled";
    }
    return from.kind().equals(TagSource.STREAM_TAG) && from.name().indexOf(':') < 0
        ? "Track"
        : "Tag";
  }

  /** What the tag is, or why it is not what it should be. */
  public static String status(Optional<SpecTag> spec, TagHistory history) {
    Optional<TagCondition> failed =
        history.conditions().stream()
            .filter(c -> c.type().equals(TagCondition.IMPORT_SUCCESS) && c.status().equals("False"))
            .findFirst();
    if (failed.isPresent()) {
      return "ImportFailed (%s)".formatted(failed.get().reason());
    }
    return history
        .newest()
        .map(event -> is(spec, event))
        .orElseGet(() -> spec.flatMap(SpecTag::from).map(ImageTagCells::source).orElse(""));
  }

  private static String is(Optional<SpecTag> spec, TagEvent event) {
    if (spec.isPresent() && event.generation() < spec.get().generation().orElse(0)) {
      return "Importing";
    }
    return event.image().isEmpty() ? event.reference() : "image/" + event.image();
  }

  private static String source(TagSource from) {
    if (from.name().isEmpty()) {
      return "InvalidRefName";
    }
    return switch (from.kind()) {
      case TagSource.DOCKER_IMAGE -> from.name();
      case TagSource.STREAM_IMAGE -> "image/" + from.name().substring(from.name().indexOf('@') + 1);
      case TagSource.STREAM_TAG ->
          from.namespace().isEmpty()
              ? "istag/" + from.name()
              : "istag %s/%s".formatted(from.namespace(), from.name());
      default -> "InvalidRefKind";
    };
  }

  /** How long ago the tag moved or an import of it failed; empty if neither ever was. */
  public static String updated(TagHistory history, Instant now) {
    return Stream.concat(
            history.newest().map(TagEvent::created).stream(),
            history.conditions().stream()
                .filter(condition -> !condition.isOfPull())
                .map(TagCondition::lastTransitionTime))
        .filter(time -> !time.equals(Instant.EPOCH))
        .max(Comparator.naturalOrder())
        .map(then -> Ago.since(then, now))
        .orElse("");
  }
}
