package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images of the integrated registry whose bytes another registry keeps that stands in front of it:
 * that registry said what they are made of, and only who may update images is such a registry.
 */
final class VouchedImages {
  private final StreamViews views;

  VouchedImages(StreamViews views) {
    this.views = views;
  }

  /**
   * The Image and those that it lists, at any depth, if the stream holds it as one of the
   * integrated registry; nothing otherwise. A child counts where it was pushed together with its
   * index, since a list may name what its writer has never seen.
   */
  List<ObjectNode> of(ImageStream stream, String image) {
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    if (!isOwn(stream, image)) {
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

  private static boolean isOwn(ImageStream stream, String image) {
    return stream.tags().values().stream()
        .flatMap(history -> history.items().stream())
        .anyMatch(event -> event.image().equals(image) && OwnRegistry.owns(event.reference()));
  }

  private static Optional<StreamName> repository(ObjectNode image) {
    return Meta.name(image).isEmpty()
        ? Optional.empty()
        : OwnRegistry.stream(Json.string(image, "dockerImageReference"));
  }
}
