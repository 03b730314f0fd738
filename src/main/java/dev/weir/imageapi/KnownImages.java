package dev.weir.imageapi;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.image.ImageRules;
import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.streams.Claims;
import dev.weir.streams.StoredImages;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
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
  private final StoredImages images;

  KnownImages(Parts parts) {
    this.context = parts.streams().context();
    this.streams = parts.streams().store();
    this.content = parts.streams().content();
    this.authorizer = parts.streams().authorizer();
    this.claims = parts.streams().claims();
    this.images = parts.streams().images();
  }

  /** True for a registry that stands beside the server: it may change every Image anyhow. */
  boolean isRegistry(User user) {
    Attributes update =
        Attributes.resource("update", Kinds.IMAGE.group(), Kinds.IMAGE.plural(), "", "");
    return authorizer.allows(user, update);
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
              Kinds.IMAGE_STREAM_MAPPING,
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
   * it, and by those who have it themselves. One that somebody only speaks of is nobody's: others
   * may speak of it too, and see nothing of what was said before.
   *
   * @param submitted the Image as it was sent
   * @param reference pull spec as it is stored
   * @return by whose word the stream gets it, if it is by a word only
   * @throws dev.weir.resource.StatusException 403 for everybody else
   */
  Optional<Claims.Word> take(
      User user, StreamName stream, ObjectNode submitted, String reference, boolean dryRun) {
    String image = Meta.name(submitted);
    if (ImageRules.isComplete(submitted)) {
      if (!dryRun) {
        prove(ImageRules.proven(submitted), reference);
      }
      return Optional.empty();
    }
    Optional<ObjectNode> present = images.find(image);
    if (present.filter(known -> !Images.isClaimed(known)).isEmpty()) {
      String uid = present.map(Meta::uid).orElse("");
      return Optional.of(sees(user, image, uid) ? new Claims.Word(uid) : Claims.Word.UNSEEN);
    }
    if (!isHeld(user, stream, image)) {
      throw ApiStatus.forbidden(
              Kinds.IMAGE_STREAM_MAPPING,
              stream.name(),
              "image "
                  + image
                  + " is known already, and no stream that you may pull from holds it; push or"
                  + " import it, or get the right to pull it where it is (role"
                  + " system:image-puller)")
          .exception();
    }
    return Optional.empty();
  }

  /** True if what was said of the image stands in a stream that the user may pull from. */
  private boolean sees(User user, String image, String uid) {
    return streams.list("").streams().stream()
        .map(ImageStream::name)
        .filter(other -> claims.find(other, image).filter(word -> word.shows(uid)).isPresent())
        .anyMatch(other -> mayPull(user, other));
  }

  private boolean mayPull(User user, StreamName stream) {
    return authorizer.allows(user, Attributes.layers("get", stream.namespace(), stream.name()));
  }

  private boolean isPullable(StreamName stream, String image) {
    return Digest.tryParse(image).filter(d -> content.canBePulled(stream, d)).isPresent();
  }

  /** The stream itself first, then what is quick to see of others, then their histories. */
  private boolean isHeld(User user, StreamName stream, String image) {
    if (mayPull(user, stream) && holds(stream, image)) {
      return true;
    }
    List<ImageStream> open =
        streams.list("").streams().stream().filter(s -> mayPull(user, s.name())).toList();
    Predicate<ImageStream> now =
        other ->
            StreamTags.images(other).contains(image)
                && !claims.holdsOnlyByWord(other.name(), image);
    return open.stream().anyMatch(now)
        || open.stream().map(ImageStream::name).anyMatch(other -> holds(other, image));
  }

  private boolean holds(StreamName stream, String image) {
    return isPullable(stream, image)
        || (!claims.holdsOnlyByWord(stream, image)
            && StreamTags.images(streams.whole(stream).stream()).contains(image));
  }

  /** What was only said of an image gives way to what a registry says that has it. */
  void replaceClaim(ObjectNode brought, String reference) {
    ObjectNode image = brought.deepCopy();
    ImageRules.prepareNew(image);
    image.put("dockerImageReference", reference);
    images.write(
        Meta.name(image),
        present -> present.filter(Images::isClaimed).map(claim -> Images.replaced(claim, image)));
  }

  /**
   * It gives way as well to what a manifest says, which is another Image then: those who have the
   * image by their own word do not see it. It goes on to be one that nobody has brought.
   */
  private void prove(ObjectNode proven, String reference) {
    Images.claim(proven);
    images.write(
        Meta.name(proven),
        present ->
            present
                .filter(Images::isClaimed)
                .flatMap(
                    claim -> {
                      ObjectNode image = Images.replaced(claim, proven);
                      image.put("dockerImageReference", reference);
                      ObjectNode known = claim.deepCopy().put("dockerImageReference", reference);
                      if (Json.parseObject(Json.bytes(image)).equals(known)) {
                        return Optional.empty();
                      }
                      Meta.of(image)
                          .put("uid", context.newUid())
                          .put("creationTimestamp", StreamJson.time(context.now()));
                      return Optional.of(image);
                    }));
  }
}
