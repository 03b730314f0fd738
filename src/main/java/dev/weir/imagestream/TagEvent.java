package dev.weir.imagestream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a tag was at some time: {@code status.tags[].items[]}. Two are equal that say the same of
 * the tag, whoever made it so.
 *
 * @param created whole seconds, as it is stored
 * @param reference pull spec
 * @param image name of the Image, its digest; empty for a reference tag
 * @param generation of the spec tag that this came from
 * @param origin who made it and how; clients do not see it here
 */
public record TagEvent(
    Instant created, String reference, String image, long generation, Origin origin) {
  public TagEvent {
    created = created.truncatedTo(ChronoUnit.SECONDS);
  }

  /** An event of which it is said later, when it is written down, who made it. */
  public TagEvent(Instant created, String reference, String image, long generation) {
    this(created, reference, image, generation, Origin.UNKNOWN);
  }

  public TagEvent withGeneration(long newGeneration) {
    return new TagEvent(created, reference, image, newGeneration, origin);
  }

  TagEvent withReference(String newReference) {
    return new TagEvent(created, newReference, image, generation, origin);
  }

  public TagEvent withOrigin(Origin newOrigin) {
    return newOrigin.equals(origin)
        ? this
        : new TagEvent(created, reference, image, generation, newOrigin);
  }

  /** True of the same event, perhaps under another generation of the tag. */
  boolean isSameEvent(TagEvent other) {
    return samePlace(other) && created.equals(other.created);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TagEvent event && isSameEvent(event) && generation == event.generation;
  }

  @Override
  public int hashCode() {
    return Objects.hash(created, reference, image, generation);
  }

  boolean samePlace(TagEvent other) {
    return reference.equals(other.reference) && image.equals(other.image);
  }

  /**
   * Who made a tag what it was at some time, and how. Kept beside the event, and no part of what
   * clients read of it.
   *
   * @param user name of the caller; empty if it is not known
   */
  public record Origin(How how, String user) {
    /** Of events that earlier builds wrote down. */
    public static final Origin UNKNOWN = new Origin(How.UNKNOWN, "");

    /** How an event came about. */
    public enum How {
      UNKNOWN,
      /** An image was pushed to the tag, or to one that it follows. */
      PUSH,
      /** It was looked up in another registry. */
      IMPORT,
      /** Somebody pointed the tag at an image, a tag or a mapping. */
      TAG,
      /** Somebody pointed the tag at an image that it had had before. */
      ROLLBACK
    }

    public static Origin push(String user) {
      return new Origin(How.PUSH, user);
    }

    public static Origin importing(String user) {
      return new Origin(How.IMPORT, user);
    }

    public static Origin tag(String user) {
      return new Origin(How.TAG, user);
    }

    /**
     * Of a tag that was written: going back if it was pointed at an image of its own stream that it
     * had had before.
     *
     * @param had whether the tag had an image by an event that the stream does not have at hand
     */
    public static Origin tag(String user, ImageStream stream, String tag, Predicate<String> had) {
      boolean own =
          stream
              .specTag(tag)
              .flatMap(SpecTag::from)
              .filter(from -> from.kind().equals(TagSource.STREAM_IMAGE))
              .flatMap(from -> SourceName.of(stream.name(), from))
              .filter(source -> source.stream().equals(stream.name()))
              .isPresent();
      return own && isBack(stream.history(tag), had) ? new Origin(How.ROLLBACK, user) : tag(user);
    }

    private static boolean isBack(TagHistory history, Predicate<String> had) {
      String image = history.newest().map(TagEvent::image).orElse("");
      return history.items().stream().skip(1).anyMatch(event -> event.image().equals(image))
          || had.test(image);
    }
  }
}
