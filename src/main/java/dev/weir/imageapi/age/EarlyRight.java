package dev.weir.imageapi.age;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Denials;
import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.importing.age.SeenTags;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.store.Store;
import dev.weir.streams.Streams;

/**
 * The right to let a tag take an image before it is old enough, {@code takeearly} on {@code
 * imagestreamtags}, asked for wherever a write of a stream comes to the same.
 */
public final class EarlyRight {
  private static final ResourceKind TAGS = Kinds.IMAGE_STREAM_TAG;

  private final Authorizer authorizer;
  private final Store store;

  public EarlyRight(Streams streams) {
    this.authorizer = streams.authorizer();
    this.store = streams.context().store();
  }

  /**
   * Gives the stream as it shall be, unless a tag for which something waits would wait for less
   * time in it.
   *
   * @throws StatusException 403 if so, and the user has not the right
   */
  public ImageStream requireForAges(User user, ImageStream before, ImageStream after) {
    for (String tag : before.spec().keySet()) {
      MinimumAge age = before.minimumAge(tag);
      boolean shorter =
          after.spec().containsKey(tag) && after.minimumAge(tag).age().compareTo(age.age()) < 0;
      if (shorter && SeenTags.isWaiting(store, before.name(), tag)) {
        require(
            user,
            before,
            tag,
            "an image waits for it to be %s old, and with a shorter %s it is taken early"
                .formatted(age, MinimumAge.ANNOTATION));
      }
    }
    return after;
  }

  /**
   * Refuses an image that somebody names for a tag which waits for just that one.
   *
   * @throws StatusException 403 if so, and the user has not the right
   */
  public void requireForImage(User user, ImageStream stream, String tag, String image) {
    MinimumAge age = stream.minimumAge(tag);
    if (age.isSet() && SeenTags.isWaiting(store, stream.name(), tag, image)) {
      require(
          user,
          stream,
          tag,
          "%s waits for it to be %s old (%s)".formatted(image, age, MinimumAge.ANNOTATION));
    }
  }

  private void require(User user, ImageStream stream, String tag, String why) {
    Attributes wanted =
        Attributes.resource(
            CandidatesRest.VERB,
            TAGS.group(),
            TAGS.plural(),
            stream.name().namespace(),
            stream.name().name() + ":" + tag);
    authorizer
        .denial(user, wanted)
        .ifPresent(
            reason -> {
              throw Denials.forbidden(
                      wanted,
                      "%s: the verb %s is needed, since %s"
                          .formatted(reason, CandidatesRest.VERB, why))
                  .exception();
            });
  }
}
