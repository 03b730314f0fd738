package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why one image of an object is what it is.
 *
 * @param where such as {@code container web}
 * @param image as it stands there; may be blank
 * @param itself the tag that is asked about, or that a build takes as it is when it starts
 * @param named the tag that the image names, which nothing moves; the chain is of what that is now
 * @param followed the tag that it follows; empty if nothing moves it
 * @param lookedUp nothing moves it, and it was the name of a stream before it was looked up
 * @param moved when the object was given it, if its annotation says so
 * @param tags that have the image, where it follows none; some of them
 * @param chain how it came to the tag that it follows, or to the first of those
 */
record ImageReason(
    String where,
    String image,
    Optional<TagKey> itself,
    Optional<TagKey> named,
    Optional<Followed> followed,
    boolean lookedUp,
    Optional<Moved> moved,
    List<TagKey> tags,
    Chain chain) {
  ImageReason {
    tags = List.copyOf(tags);
  }

  /**
   * A hint, as the annotation of the object has it.
   *
   * @param from the image before; empty if it is not known
   */
  record Moved(Instant when, String from) {}
}
