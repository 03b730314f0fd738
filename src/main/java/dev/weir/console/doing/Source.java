package dev.weir.console.doing;

import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.ImageReference;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tag is to be made from.
 *
 * @param kind as of {@code from}
 * @param event what the tag becomes; empty if that is found out later
 */
record Source(String kind, ImageReference reference, Optional<TagEvent> event) {
  /**
   * Reads what somebody typed, in the words of {@code oc tag}.
   *
   * @throws StatusException 400 if it cannot be read, or names what is not there
   */
  static Source read(Visit visit, Place place, String text) {
    ImageReference reference;
    try {
      reference = ImageReference.parse(text).mostSpecific();
    } catch (IllegalArgumentException e) {
      throw wrong("\"%s\" names no image: %s".formatted(text, e.getMessage()));
    }
    if (reference.name().isEmpty()) {
      throw wrong(
          "\"%s\" names a registry without an image; write the project before it, as %s/%s"
              .formatted(text, place.project(), text));
    }
    boolean plain = reference.id().isEmpty() && reference.tag().isEmpty();
    if (!reference.registry().isEmpty() || plain) {
      return new Source(
          TagSource.DOCKER_IMAGE,
          plain && reference.registry().isEmpty() ? reference.withClientDefaults() : reference,
          Optional.empty());
    }
    ImageStream stream = stream(visit, place, reference);
    return reference.id().isEmpty()
        ? new Source(
            TagSource.STREAM_TAG,
            reference,
            Optional.of(
                stream
                    .newest(reference.tag())
                    .orElseThrow(() -> wrong(text + " has no image to be pointed at."))))
        : new Source(
            TagSource.STREAM_IMAGE,
            reference,
            Optional.of(
                stream.tags().values().stream()
                    .flatMap(history -> history.items().stream())
                    .filter(event -> event.image().equals(reference.id()))
                    .findFirst()
                    .orElseThrow(
                        () -> wrong(reference.name() + " does not have the image of " + text))));
  }

  private static ImageStream stream(Visit visit, Place place, ImageReference reference) {
    String project = reference.namespace().isEmpty() ? place.project() : reference.namespace();
    try {
      return StreamJson.read(
          visit.objects().get(Kinds.IMAGE_STREAM, project, reference.name()).tree());
    } catch (StatusException _) {
      throw wrong(
          "There is no image stream %s in project %s, or you may not see it."
              .formatted(reference.name(), project));
    }
  }

  static StatusException wrong(String why) {
    return ApiStatus.badRequest(why).exception();
  }

  /** The image that it is at the moment; empty if that is found out later. */
  String image() {
    return event.map(it -> it.image().isEmpty() ? it.reference() : it.image()).orElse("");
  }

  boolean isImported() {
    return kind.equals(TagSource.DOCKER_IMAGE);
  }

  /** True of a tag of the same stream. */
  boolean mayBeTracked(Place place) {
    String project = reference.namespace().isEmpty() ? place.project() : reference.namespace();
    return kind.equals(TagSource.STREAM_TAG)
        && reference.name().equals(place.stream())
        && project.equals(place.project());
  }

  /** The image that it is at the moment, instead of a tag that moves. */
  Source pinned() {
    String image = event.map(TagEvent::image).orElse("");
    if (!kind.equals(TagSource.STREAM_TAG)) {
      return this;
    }
    return image.isEmpty()
        ? new Source(
            TagSource.DOCKER_IMAGE,
            ImageReference.parse(event.map(TagEvent::reference).orElse("")),
            event)
        : new Source(
            TagSource.STREAM_IMAGE,
            new ImageReference("", reference.namespace(), reference.name(), "", image),
            event);
  }

  ObjectNode from() {
    ObjectNode from = Json.object().put("kind", kind);
    if (isImported()) {
      return from.put("name", reference.exact());
    }
    if (!reference.namespace().isEmpty()) {
      from.put("namespace", reference.namespace());
    }
    return from.put("name", reference.nameString());
  }
}
