package dev.weir.storage.usage;

import dev.weir.importing.age.SeenTags;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.ImageParts;
import dev.weir.store.Store;
import dev.weir.streams.StreamKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Tags that hold an image and its parts before they take it: they wait until it is old enough. */
record WaitingHolders(Store store) {
  private static final String WAITS =
      "the tag waits until that image is old enough (weir tag explain)";

  /** Those of a stream. */
  List<ObjectNode> of(StreamName stream, Digest digest) {
    List<ObjectNode> rows = new ArrayList<>();
    SeenTags.waiting(store, stream)
        .forEach(
            (tag, images) ->
                images.stream()
                    .flatMap(image -> how(image, digest).stream())
                    .forEach(
                        how ->
                            rows.add(
                                Holders.row("tag", stream).put("tag", tag).put("detail", how))));
    return rows;
  }

  /** How an image that waits holds the digest; empty if it does not. */
  private Optional<String> how(String image, Digest digest) {
    return image.equals(digest.toString())
        ? Optional.of(WAITS)
        : part(image, digest).map(part -> part + ", and " + WAITS);
  }

  private Optional<String> part(String image, Digest digest) {
    Optional<ImageParts> parts =
        store.get(StreamKeys.image(image)).map(entry -> ImageParts.read(image, entry.value()));
    if (parts.filter(known -> known.blobs().contains(digest)).isPresent()) {
      return Optional.of("layer or configuration of " + image);
    }
    if (parts.filter(known -> known.children().contains(digest)).isPresent()) {
      return Optional.of("listed by " + image);
    }
    return parts.stream()
        .flatMap(known -> known.children().stream())
        .filter(child -> !child.toString().equals(image))
        .flatMap(child -> part(child.toString(), digest).stream())
        .findFirst()
        .map(part -> part + ", listed by " + image);
  }
}
