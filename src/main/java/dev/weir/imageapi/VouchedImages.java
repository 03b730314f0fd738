package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.StreamTags;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images of the integrated registry whose bytes another registry keeps that stands in front of it:
 * that registry said what they are made of, and only who may update images is such a registry.
 */
final class VouchedImages {
  private final StreamViews views;
  private final Set<String> own;

  /** Those of a stream with its whole history. */
  VouchedImages(StreamViews views, ImageStream stream) {
    this.views = views;
    this.own = StreamTags.imagesOf(stream, OwnRegistry::owns);
  }

  /** Images that the stream holds as those of the integrated registry, whoever keeps the bytes. */
  Set<String> own() {
    return Collections.unmodifiableSet(own);
  }

  /**
   * The Image and those that it lists, at any depth, if the stream holds it as one of the
   * integrated registry; nothing otherwise. A child counts where it was pushed together with its
   * index, since a list may name what its writer has never seen.
   */
  List<ObjectNode> of(String image) {
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    if (!own.contains(image)) {
      return List.of();
    }
    Deque<String> open = new ArrayDeque<>(List.of(image));
    Optional<StreamName> place = Optional.empty();
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      Optional<ObjectNode> known = views.image(name).filter(Images::isManaged);
      Optional<StreamName> at = known.flatMap(VouchedImages::repository);
      if (at.isPresent() && (place.isEmpty() || place.equals(at))) {
        place = at;
        if (found.put(name, known.get()) == null) {
          open.addAll(Images.children(known.get()));
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Optional<StreamName> repository(ObjectNode image) {
    return Meta.name(image).isEmpty()
        ? Optional.empty()
        : OwnRegistry.stream(Json.string(image, "dockerImageReference"));
  }
}
