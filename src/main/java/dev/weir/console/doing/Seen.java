package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stream as it is at the moment.
 *
 * @param object as the reader may see it; empty if there is none
 */
record Seen(Optional<ApiObject> object, ImageStream stream) {
  private static final int ATTEMPTS = 10;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  /** Reads it; there may be none. */
  static Seen of(Visit visit, Place place) {
    try {
      ApiObject found = visit.objects().get(Kinds.IMAGE_STREAM, place.project(), place.stream());
      return new Seen(Optional.of(found), StreamJson.read(found.tree()));
    } catch (StatusException e) {
      if (e.status().code() != NOT_FOUND) {
        throw e;
      }
      return new Seen(Optional.empty(), ImageStream.empty(place.name()));
    }
  }

  /** Reads a stream that is to be there, with the tag. */
  static Seen present(Visit visit, Place place) {
    Seen seen = of(visit, place);
    if (seen.object.isEmpty() || !seen.hasTag(place.tag())) {
      throw ApiStatus.notFound(
              place.tag().isEmpty() ? Kinds.IMAGE_STREAM : Kinds.IMAGE_STREAM_TAG, place.shown())
          .exception();
    }
    return seen;
  }

  boolean hasTag(String tag) {
    return tag.isEmpty() || stream.tags().containsKey(tag) || stream.spec().containsKey(tag);
  }

  String version() {
    return object.map(it -> Meta.resourceVersion(it.tree())).orElse("");
  }

  /** The image that the tag is; empty if it is none. */
  String image(String tag) {
    return stream.newest(tag).map(TagEvent::image).orElse("");
  }

  Optional<SpecTag> held(String tag) {
    return stream.specTag(tag).filter(SpecTag::isHeld);
  }

  /**
   * What a form remembers of what it showed: other for a tag that is or follows something else, or
   * is held or released.
   */
  String mark(String tag) {
    if (tag.isEmpty()) {
      return object.isEmpty() ? "none" : version();
    }
    ObjectNode what = Json.object();
    stream
        .specTag(tag)
        .map(StreamJson::writeSpecTag)
        .ifPresent(
            spec -> {
              spec.remove("generation");
              what.set("spec", spec);
            });
    stream
        .newest(tag)
        .ifPresent(event -> what.put("image", event.image()).put("at", event.created().toString()));
    return Digest.of(Json.text(what).getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
  }

  /**
   * Writes what is still as the form showed it; as often as others change something else of the
   * stream meanwhile.
   *
   * @param mark of what the form showed
   * @param write is refused with 409 if the stream is not what it gets any more
   * @throws StatusException with code 409 if it is not
   */
  static void write(Visit visit, Place place, String mark, Consumer<Seen> write) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Seen now = of(visit, place);
      if (!now.mark(place.tag()).equals(mark)) {
        throw moved(place, now);
      }
      try {
        write.accept(now);
        return;
      } catch (StatusException e) {
        boolean asBefore = of(visit, place).version().equals(now.version());
        if (e.status().code() != CONFLICT || asBefore) {
          throw e; // for another reason than that somebody was faster
        }
      }
    }
    throw moved(place, of(visit, place));
  }

  private static StatusException moved(Place place, Seen now) {
    String to =
        now.object.isEmpty() || !now.hasTag(place.tag())
            ? "it is not there any more"
            : place.tag().isEmpty()
                ? "somebody else changed it"
                : now.image(place.tag()).isEmpty()
                    ? "it has no image now"
                    : "it is " + Brief.of(now.image(place.tag())) + " now";
    String held =
        now.held(place.tag()).flatMap(SpecTag::hold).map(" and held by "::concat).orElse("");
    return new ApiStatus(
            CONFLICT,
            "Conflict",
            "%s changed meanwhile: %s%s. Nothing was done; look again."
                .formatted(place.shown(), to, held),
            Json.object())
        .exception();
  }
}
