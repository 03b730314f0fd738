package dev.weir.imagestream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a tag was at some time: {@code status.tags[].items[]}.
 *
 * @param created whole seconds, as it is stored
 * @param reference pull spec
 * @param image name of the Image, its digest; empty for a reference tag
 * @param generation of the spec tag that this came from
 */
public record TagEvent(Instant created, String reference, String image, long generation) {
  public TagEvent {
    created = created.truncatedTo(ChronoUnit.SECONDS);
  }

  public TagEvent withGeneration(long newGeneration) {
    return new TagEvent(created, reference, image, newGeneration);
  }

  TagEvent withReference(String newReference) {
    return new TagEvent(created, newReference, image, generation);
  }

  boolean samePlace(TagEvent other) {
    return reference.equals(other.reference) && image.equals(other.image);
  }
}
