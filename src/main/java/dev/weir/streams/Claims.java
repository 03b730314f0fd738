package dev.weir.streams;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images of which a stream knows by somebody's word only, under {@code /claims/NS/STREAM/DIGEST}:
 * when the image itself comes to the server, by another way, it shows nothing of it there. Until
 * then it shows the Image that its own people made up, and not that of others of the same name:
 *
 * <pre>
 *   {"image":"uid of that Image"}   {} for one that shows nothing but the name
 * </pre>
 *
 * A tag of such a stream hands the claim on with the image; whoever brings the image into the
 * stream ends it.
 */
public final class Claims {
  private static final String PREFIX = "/claims/";
  private static final String IMAGE = "image";

  /** No key is of a store's first revision: nothing was written before it. */
  private static final long NEVER = 1;

  private final Store store;

  public Claims(Store store) {
    this.store = store;
  }

  /**
   * By somebody's word.
   *
   * @param image uid of the Image that says no more than was said here; empty if that is of others
   */
  public record Word(String image) {
    /** Shows nothing but the name. */
    public static final Word UNSEEN = new Word("");

    /** True if an Image may be shown that nobody has brought yet. */
    public boolean shows(String uid) {
      return !uid.isEmpty() && uid.equals(image);
    }

    private Word or(Word other) {
      return image.isEmpty() ? other : this;
    }
  }

  /** True if the stream has the image by somebody's word only. */
  public boolean holdsOnlyByWord(StreamName stream, String image) {
    return find(stream, image).isPresent();
  }

  /** By whose word the stream has the image; empty if it has the image itself, or not at all. */
  public Optional<Word> find(StreamName stream, String image) {
    return store
        .get(prefix(stream) + image)
        .map(entry -> new Word(Json.string(Json.parseObject(entry.value()), IMAGE)));
  }

  /** Store prefix of a stream's claims. */
  static String prefix(StreamName stream) {
    return PREFIX + stream + "/";
  }

  /**
   * Adds what a change of a stream means for its claims. What a tag has from another stream holds
   * as long as that stream is as it is now.
   *
   * @param streams where other streams are
   * @param spoken images that it gets by somebody's word
   */
  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  void follow(
      Transaction.Builder transaction,
      StreamStore streams,
      ImageStream before,
      ImageStream after,
      Map<String, Word> spoken) {
    Map<String, Source> sources = new TreeMap<>();
    for (Map.Entry<String, TagHistory> entry : after.tags().entrySet()) {
      String tag = entry.getKey();
      if (entry.getValue() == before.tags().get(tag)) {
        continue;
      }
      Optional<TagEvent> newest = after.newest(tag).filter(event -> !event.image().isEmpty());
      if (newest.isPresent()
          && !newest.equals(before.newest(tag))
          && !isHeldBack(after, tag, newest.get())) {
        boolean resolved =
            !before.specTag(tag).equals(after.specTag(tag))
                && newest.get().origin().how() != How.PUSH;
        source(transaction, streams, after, tag, newest.get(), resolved, spoken)
            .ifPresent(source -> sources.merge(newest.get().image(), source, Source::and));
      }
    }
    sources.forEach((image, source) -> note(transaction, after.name(), image, source));
  }

  /** True of a tag that went back within its own history: nothing came into the stream with it. */
  private static boolean isHeldBack(ImageStream after, String tag, TagEvent newest) {
    return newest.origin().how() == How.ROLLBACK
        && after.specTag(tag).filter(SpecTag::isHeld).isPresent();
  }

  private void note(
      Transaction.Builder transaction, StreamName stream, String image, Source source) {
    String key = prefix(stream) + image;
    Optional<Word> known = find(stream, image);
    if (source.word().isPresent()) {
      Word word = known.map(source.word().get()::or).orElse(source.word().get());
      if (!known.equals(Optional.of(word))) {
        ObjectNode value = Json.object();
        if (!word.image().isEmpty()) {
          value.put(IMAGE, word.image());
        }
        transaction.put(key, Json.bytes(value));
      }
    } else if (known.isPresent()) {
      transaction.delete(key);
    }
  }

  /**
   * How an image came into a stream.
   *
   * @param word empty if it was the image itself
   */
  private record Source(Optional<Word> word) {
    static final Source ITSELF = new Source(Optional.empty());

    Source and(Source other) {
      return word.isEmpty() || other.word.isEmpty()
          ? ITSELF
          : new Source(Optional.of(word.get().or(other.word.get())));
    }
  }

  /**
   * Empty for a tag that follows another of its stream: nothing came into the stream with it.
   *
   * @param resolved the tag points somewhere else than before, and has its event from there
   */
  private Optional<Source> source(
      Transaction.Builder transaction,
      StreamStore streams,
      ImageStream stream,
      String tag,
      TagEvent event,
      boolean resolved,
      Map<String, Word> spoken) {
    Optional<StreamName> source =
        stream
            .specTag(tag)
            .flatMap(SpecTag::from)
            .flatMap(from -> SourceName.of(stream.name(), from))
            .map(SourceName::stream);
    if (OwnRegistry.owns(event.reference())) {
      if (resolved && !isHeldByEvent(event.image())) {
        source.ifPresent(from -> requireHeld(transaction, streams, from, event.image()));
      }
      return Optional.of(Source.ITSELF);
    }
    Optional<Word> said = Optional.ofNullable(spoken.get(event.image()));
    if (said.isPresent()) {
      return Optional.of(new Source(said));
    }
    if (source.filter(stream.name()::equals).isPresent()) {
      return Optional.empty();
    }
    if (resolved) {
      source.ifPresent(from -> requireHeld(transaction, streams, from, event.image()));
    }
    return Optional.of(new Source(source.flatMap(from -> find(from, event.image()))));
  }

  /** True of an Image that goes under no tag that is being written. */
  private boolean isHeldByEvent(String image) {
    return Digest.tryParse(image).isPresent() && store.get(StreamKeys.image(image)).isPresent();
  }

  /**
   * A claim goes with its stream, and an Image with the last event that names it, so whoever has
   * looked at a stream that has the image no longer has to look again. One that has it hands it on
   * without its Image, too: somebody may have deleted that.
   */
  private static void requireHeld(
      Transaction.Builder transaction, StreamStore streams, StreamName from, String image) {
    StoredStream source = streams.newest(from);
    boolean held =
        StreamTags.images(source.stream()).contains(image) || !streams.older(from, image).isEmpty();
    transaction.ifAt(StreamKeys.stream(from), held ? source.revision() : NEVER);
  }
}
