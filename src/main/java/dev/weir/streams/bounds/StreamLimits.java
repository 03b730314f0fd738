package dev.weir.streams.bounds;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Quantity;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How many images and references a stream may have (image-api.md 8.1). */
public final class StreamLimits {
  public static final String IMAGES = "openshift.io/images";
  public static final String TAGS = "openshift.io/image-tags";

  private StreamLimits() {}

  /**
   * What a stream uses.
   *
   * @param images distinct images in all of its history
   * @param references distinct references in its spec tags
   */
  public record Usage(Set<String> images, Set<String> references) {
    public Usage {
      images = Set.copyOf(images);
      references = Set.copyOf(references);
    }

    /**
     * Counts.
     *
     * @param older events that the stream's tags do not hold
     */
    public static Usage of(ImageStream stream, Collection<TagEvent> older) {
      Set<String> images = new HashSet<>();
      stream.tags().values().forEach(h -> h.items().forEach(event -> images.add(event.image())));
      older.forEach(event -> images.add(event.image()));
      images.remove("");
      Set<String> references = new HashSet<>();
      stream.spec().values().forEach(tag -> reference(stream, tag).ifPresent(references::add));
      return new Usage(images, references);
    }

    private boolean addsTo(Usage before) {
      return !before.images.containsAll(images) || !before.references.containsAll(references);
    }
  }

  /** The same thing spelled differently counts once; what cannot be read does not count. */
  private static Optional<String> reference(ImageStream stream, SpecTag tag) {
    if (tag.from().isEmpty()) {
      return Optional.empty();
    }
    TagSource from = tag.from().get();
    try {
      return switch (from.kind()) {
        case TagSource.DOCKER_IMAGE ->
            Optional.of(
                ImageReference.parse(from.name()).withClientDefaults().daemonMinimal().exact());
        case TagSource.STREAM_TAG ->
            SourceName.of(stream.name(), from).map(n -> n.stream() + ":" + n.item());
        case TagSource.STREAM_IMAGE ->
            SourceName.of(stream.name(), from).map(n -> n.stream() + "@" + n.item());
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Why a stream may not become so, by each limit that it is over; empty if it may. What was too
   * much before may stay, and be taken away from.
   *
   * @param max by resource
   */
  public static Optional<String> refusal(Map<String, Quantity> max, Usage before, Usage after) {
    if (!after.addsTo(before)) {
      return Optional.empty();
    }
    List<String> reasons =
        Stream.of(
                over(max, IMAGES, after.images().size()),
                over(max, TAGS, after.references().size()))
            .flatMap(Optional::stream)
            .toList();
    return switch (reasons.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(reasons.getFirst());
      default -> Optional.of("[" + String.join(", ", reasons) + "]");
    };
  }

  private static Optional<String> over(Map<String, Quantity> max, String resource, int used) {
    return Optional.ofNullable(max.get(resource))
        .filter(most -> most.compareTo(Quantity.of(used)) < 0)
        .map(
            most ->
                "requested usage of %s exceeds the maximum limit per openshift.io/ImageStream (%d > %s)"
                    .formatted(resource, used, most));
  }
}
