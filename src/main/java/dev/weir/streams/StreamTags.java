package dev.weir.streams;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.Recent;
import dev.weir.streams.encoded.HistoryPages;
import dev.weir.streams.parts.TagContent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the tags of a stream are, as the registry needs it: fast (registry.md 3.5). A stream is
 * parsed once for each of its revisions.
 */
public final class StreamTags {
  private static final int REMEMBERED = 10_000;
  private static final TagContent NOTHING = new TagContent.None();

  private final StreamStore streams;
  private final StoredImages images;
  private final StreamWriter writer;
  private final Authorizer authorizer;

  /** Children of images that were pushed; what others say may be corrected by a push. */
  private final Recent<String, List<String>> children = new Recent<>(REMEMBERED);

  public StreamTags(
      StreamStore streams, StoredImages images, StreamWriter writer, Authorizer authorizer) {
    this.streams = streams;
    this.images = images;
    this.writer = writer;
    this.authorizer = authorizer;
  }

  /** True if there is such a stream; it is read, so that what is asked next finds it at hand. */
  public boolean exists(StreamName stream) {
    return streams.newest(stream).exists();
  }

  /** Where the image is that the tag is now. */
  public TagContent newest(StreamName name, String tag) {
    ImageStream stream = streams.newest(name).stream();
    return stream.newest(tag).flatMap(event -> content(stream, tag, event)).orElse(NOTHING);
  }

  private static Optional<TagContent> content(ImageStream stream, String tag, TagEvent event) {
    Optional<Digest> image = Digest.tryParse(event.image());
    return OwnRegistry.owns(event.reference())
        ? image.map(TagContent.Own::new)
        : image.flatMap(digest -> elsewhere(stream, tag, digest, event.reference()));
  }

  private static Optional<TagContent> elsewhere(
      ImageStream stream, String tag, Digest image, String pullSpec) {
    try {
      ImageReference at = ImageReference.parse(pullSpec);
      return Optional.of(new TagContent.Elsewhere(image, at, ImportedTags.isInsecure(stream, tag)));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // it came with a mapping, in which anything can be said
    }
  }

  /** Tags that have an image, sorted; empty for a missing stream. */
  public List<String> tags(StreamName stream) {
    return streams.newest(stream).stream().tagsWithImage("").toList();
  }

  /**
   * Tags that have an image, sorted, each looked for when it is asked for; empty for a missing
   * stream. A stream that is not at hand is not read whole for them, nor kept at hand.
   *
   * @param after only tags behind that one; empty for all
   */
  public Optional<Stream<String>> tagsAfter(StreamName stream, String after) {
    return streams.tagNames(stream, after);
  }

  /** All images of a stream's tags, newest of each tag first. */
  public static Set<String> images(ImageStream stream) {
    return imagesOf(stream, _ -> true);
  }

  /** As {@link #images}, of events whose pull spec fits. */
  public static Set<String> imagesOf(ImageStream stream, Predicate<String> reference) {
    Set<String> images = new LinkedHashSet<>();
    for (TagHistory history : stream.tags().values()) {
      for (TagEvent event : history.items()) {
        if (reference.test(event.reference())) {
          images.add(event.image());
        }
      }
    }
    images.remove("");
    return images;
  }

  /**
   * Children of an index by its Image; none for a single image, one that is not there, or one that
   * somebody only speaks of.
   */
  public List<String> children(String image) {
    return children.find(image).orElseGet(() -> childrenOf(image));
  }

  private List<String> childrenOf(String image) {
    return images
        .find(image)
        .map(
            tree -> {
              List<String> found = Images.isClaimed(tree) ? List.of() : Images.children(tree);
              if (Images.isManaged(tree)) {
                children.keep(image, found);
              }
              return found;
            })
        .orElse(List.of());
  }

  /** The history of a tag as it is now; empty for a missing stream. */
  public Optional<HistoryPages.Asked> history(StreamName stream, String tag) {
    return streams.history(stream, tag);
  }

  /** What {@link #history} is read by. */
  public HistoryPages historyPages() {
    return streams.historyPages();
  }

  /**
   * Removes a tag with its history, from spec and status.
   *
   * @throws dev.weir.resource.StatusException 403 without the right to delete the imagestreamtag,
   *     404 if there is no such tag
   */
  public void delete(User user, StreamName stream, String tag) {
    delete(user, stream, tag, _ -> {});
  }

  /**
   * As {@link #delete(User, StreamName, String)}, under a condition.
   *
   * @param condition looks at the stream as it is before, and refuses by an exception
   */
  public void delete(User user, StreamName stream, String tag, Consumer<ImageStream> condition) {
    String name = stream.name() + ":" + tag;
    Attributes delete =
        Attributes.resource(
            "delete",
            Kinds.IMAGE_STREAM_TAG.group(),
            Kinds.IMAGE_STREAM_TAG.plural(),
            stream.namespace(),
            name);
    authorizer.require(user, delete);
    var _ =
        writer.removeTag(
            user,
            stream,
            tag,
            ApiStatus.notFound(Kinds.IMAGE_STREAM_TAG, name),
            stored -> condition.accept(stored.stream()),
            false);
  }

  /** Why a tag is empty although its registry has an image: none of them is old enough. */
  public Optional<String> waits(StreamName name, String tag) {
    ImageStream stream = streams.newest(name).stream();
    return stream.newest(tag).isPresent()
        ? Optional.empty()
        : stream.history(tag).conditions().stream()
            .filter(TagCondition::tellsOfWaiting)
            .map(TagCondition::message)
            .findFirst();
  }
}
