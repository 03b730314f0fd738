package dev.weir.imagestream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
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

  /** When the tag moved: later than the event says where that was copied from another tag. */
  public Instant time() {
    return origin.moved().orElse(created);
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

  /** The same with what is known of where it came from: what is kept of an event as it is made. */
  public TagEvent from(String source) {
    return withOrigin(Origin.from(source));
  }

  /**
   * Who made a tag what it was at some time, how, and from what. Kept beside the event, and no part
   * of what clients read of it in a stream.
   *
   * @param user name of the caller; empty if it is not known
   * @param from of an import the name that was asked, {@code quay.io/acme/app:1}; of a tag what it
   *     was pointed at: {@code NAMESPACE/STREAM:TAG}, {@code NAMESPACE/STREAM@DIGEST} or a pull
   *     spec; of one that moved because it follows another that one, {@code STREAM:TAG}; empty of a
   *     push, and where it is not known
   * @param moved when the tag was moved, in whole seconds, where the event has the older time of
   *     the tag that it was copied from
   */
  public record Origin(How how, String user, String from, Optional<Instant> moved) {
    /** Of events that earlier builds wrote down. */
    public static final Origin UNKNOWN = new Origin(How.UNKNOWN, "", "");

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
      ROLLBACK,
      /** Somebody let the tag take an image that it would have waited for. */
      EARLY
    }

    /** Of an event with the time at which the tag moved. */
    public Origin(How how, String user, String from) {
      this(how, user, from, Optional.empty());
    }

    /** The same without who it was. */
    public Origin ofNobody() {
      return new Origin(how, "", from, moved);
    }

    public static Origin push(String user) {
      return new Origin(How.PUSH, user, "");
    }

    public static Origin importing(String user) {
      return new Origin(How.IMPORT, user, "");
    }

    public static Origin early(String user) {
      return new Origin(How.EARLY, user, "");
    }

    public static Origin tag(String user) {
      return new Origin(How.TAG, user, "");
    }

    /** Of an event of which it is said later, when it is written down, who made it and how. */
    public static Origin from(String source) {
      return new Origin(How.UNKNOWN, "", source);
    }

    /** Of an event of going back, of which it is said later who did it. */
    static Origin rollback(String from) {
      return new Origin(How.ROLLBACK, "", from);
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
      return own && isBack(stream.history(tag), had)
          ? new Origin(How.ROLLBACK, user, "")
          : tag(user);
    }

    private static boolean isBack(TagHistory history, Predicate<String> had) {
      String image = history.newest().map(TagEvent::image).orElse("");
      return history.items().stream().skip(1).anyMatch(event -> event.image().equals(image))
          || had.test(image);
    }

    public Origin withFrom(String source) {
      return new Origin(how, user, source, moved);
    }

    Origin withMoved(Instant time) {
      return new Origin(how, user, from, Optional.of(time.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** This, and where it says nothing what is said of all that a write brings. */
    Origin or(Origin write) {
      boolean known = how != How.UNKNOWN;
      return new Origin(
          known ? how : write.how,
          user.isEmpty() ? write.user : user,
          from.isEmpty() ? write.from : from,
          moved.or(write::moved));
    }
  }
}
