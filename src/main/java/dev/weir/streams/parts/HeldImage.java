package dev.weir.streams.parts;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import java.util.Optional;

/**
 * An image that an event of a stream names.
 *
 * @param repository of another registry that holds it, as {@code host/path}; empty if it is the
 *     integrated one
 */
public record HeldImage(Digest digest, String repository) {
  private static final String OWN = "";

  /** One of the integrated registry. */
  public static HeldImage own(Digest digest) {
    return new HeldImage(digest, OWN);
  }

  /** Empty if the event names no image, or no place where one could be. */
  public static Optional<HeldImage> of(TagEvent event) {
    Optional<Digest> digest = Digest.tryParse(event.image());
    if (digest.isEmpty() || OwnRegistry.owns(event.reference())) {
      return digest.map(HeldImage::own);
    }
    return place(event.reference())
        .filter(place -> !place.name().isEmpty())
        .map(place -> new HeldImage(digest.get(), place.repository()));
  }

  /** Where a pull spec points; empty if it is none: anything can be said in a mapping. */
  static Optional<ImageReference> place(String pullSpec) {
    try {
      return Optional.of(ImageReference.parse(pullSpec).withClientDefaults());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** True if the integrated registry holds it. */
  public boolean isOwn() {
    return repository.isEmpty();
  }

  /** Another manifest at the same place. */
  HeldImage beside(Digest other) {
    return new HeldImage(other, repository);
  }
}
