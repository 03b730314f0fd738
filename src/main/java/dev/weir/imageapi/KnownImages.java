package dev.weir.imageapi;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.image.ImageRules;
import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.mapping.Claims;
import dev.weir.mapping.StreamContent;
import dev.weir.mapping.StreamKeys;
import dev.weir.mapping.StreamStore;
import dev.weir.mapping.StreamTags;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether somebody who names an image by its digest may see it: an Image shows what is inside, to
 * everybody who sees a tag of it, so knowing a digest must not be enough (registry.md 6.2).
 */
final class KnownImages {
  private final StoreContext context;
  private final StreamStore streams;
  private final StreamContent content;
  private final Authorizer authorizer;
  private final Claims claims;

  KnownImages(ImageApi.Parts parts) {
    this.context = parts.context();
    this.streams = parts.streams();
    this.content = parts.content();
    this.authorizer = parts.authorizer();
    this.claims = new Claims(parts.context().store());
  }

  /** True for a registry that stands beside the server: it may change every Image anyhow. */
  boolean isRegistry(User user) {
    Attributes update =
        Attributes.resource("update", StreamKeys.IMAGE.group(), StreamKeys.IMAGE.plural(), "", "");
    return authorizer.authorize(user, update).isAllowed();
  }

  /**
   * Content of the integrated registry may be named only by those who may pull it where it is: the
   * event makes it visible in this stream.
   *
   * @throws dev.weir.resource.StatusException 403 if it is not there, or the user may not pull
   */
  void requireReadable(User user, StreamName stream, String reference, String image) {
    if (!OwnRegistry.owns(reference)) {
      return;
    }
    ImageReference named = ImageReference.parse(reference);
    StreamName at = new StreamName(named.namespace(), named.name());
    if (!mayPull(user, at) || !isPullable(at, image)) {
      throw ApiStatus.forbidden(
              ImageKinds.IMAGE_STREAM_MAPPING,
              stream.name(),
              "the integrated registry has no manifest "
                  + image
                  + " in "
                  + at
                  + " that you may pull; push it there first")
          .exception();
    }
  }

  /**
   * An Image that is there already may be taken by those who may pull it from a stream that holds
   * it, and by those who have it themselves.
   *
   * @param submitted the Image as it was sent
   * @return true if it is by somebody's word only that the stream gets it
   * @throws dev.weir.resource.StatusException 403 for everybody else
   */
  boolean isTakenByWord(User user, StreamName stream, ObjectNode submitted) {
    String image = Meta.name(submitted);
    if (ImageRules.isComplete(submitted)) {
      return false;
    }
    boolean spoken =
        context
            .store()
            .get(StreamKeys.image(image))
            .filter(entry -> !Images.isClaimed(Json.parseObject(entry.value())))
            .isEmpty();
    if (!isHeld(user, stream, image, spoken)) {
      throw ApiStatus.forbidden(
              ImageKinds.IMAGE_STREAM_MAPPING,
              stream.name(),
              "image "
                  + image
                  + " is known already, and no stream that you may pull from holds it; push or"
                  + " import it, or get the right to pull it where it is (role"
                  + " system:image-puller)")
          .exception();
    }
    return spoken;
  }

  private boolean mayPull(User user, StreamName stream) {
    return authorizer
        .authorize(user, Attributes.layers("get", stream.namespace(), stream.name()))
        .isAllowed();
  }

  private boolean isPullable(StreamName stream, String image) {
    return Digest.tryParse(image).filter(d -> content.canBePulled(stream, d)).isPresent();
  }

  /**
   * The stream itself first, then what is quick to see of others, then their histories.
   *
   * @param spoken true if nobody has the image but by word
   */
  private boolean isHeld(User user, StreamName stream, String image, boolean spoken) {
    if (mayPull(user, stream) && holds(stream, image, spoken)) {
      return true;
    }
    List<ImageStream> open =
        streams.list("").streams().stream().filter(s -> mayPull(user, s.name())).toList();
    Predicate<ImageStream> now =
        other -> StreamTags.images(other).contains(image) && counts(other.name(), image, spoken);
    return open.stream().anyMatch(now)
        || open.stream().map(ImageStream::name).anyMatch(other -> holds(other, image, spoken));
  }

  private boolean holds(StreamName stream, String image, boolean spoken) {
    return isPullable(stream, image)
        || (counts(stream, image, spoken)
            && StreamTags.images(streams.whole(stream).stream()).contains(image));
  }

  private boolean counts(StreamName stream, String image, boolean spoken) {
    return spoken || !claims.holdsOnlyByWord(stream, image);
  }

  /**
   * What was only said of an image gives way to what a registry says that has it.
   *
   * @param reference pull spec as it is stored
   */
  void replaceClaim(ObjectNode submitted, String reference) {
    String key = StreamKeys.image(Meta.name(submitted));
    Optional<Entry> present = context.store().get(key);
    Optional<ObjectNode> claim =
        present.map(entry -> Json.parseObject(entry.value())).filter(Images::isClaimed);
    if (claim.isPresent()) {
      ObjectNode image = submitted.deepCopy();
      ImageRules.prepareNew(image);
      image.put("dockerImageReference", reference);
      var _ =
          context
              .store()
              .commit(
                  Transaction.builder()
                      .ifAt(key, present.get().modRevision())
                      .put(key, ApiObject.encode(Images.replaced(claim.get(), image)))
                      .build());
    }
  }
}
