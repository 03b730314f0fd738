package dev.weir.mapping;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Images of which a stream knows by somebody's word only, under {@code /claims/NS/STREAM/DIGEST}:
 * when the image itself comes to the server, by another way, it shows nothing of it there. A tag of
 * such a stream hands the claim on with the image; whoever brings the image into the stream ends
 * it.
 */
public final class Claims {
  private static final String PREFIX = "/claims/";

  /** No key is of a store's first revision: nothing was written before it. */
  private static final long NEVER = 1;

  private final Store store;

  public Claims(Store store) {
    this.store = store;
  }

  /** True if the stream has the image by somebody's word only. */
  public boolean holdsOnlyByWord(StreamName stream, String image) {
    return store.get(prefix(stream) + image).isPresent();
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
      Set<String> spoken) {
    Map<String, Boolean> claimed = new TreeMap<>();
    for (Map.Entry<String, TagHistory> entry : after.tags().entrySet()) {
      String tag = entry.getKey();
      if (entry.getValue() == before.tags().get(tag)) {
        continue;
      }
      Optional<TagEvent> newest = after.newest(tag).filter(event -> !event.image().isEmpty());
      if (newest.isPresent() && !newest.equals(before.newest(tag))) {
        boolean resolved = !before.specTag(tag).equals(after.specTag(tag));
        byWord(transaction, streams, after, tag, newest.get(), resolved, spoken)
            .ifPresent(word -> claimed.merge(newest.get().image(), word, Boolean::logicalAnd));
      }
    }
    claimed.forEach(
        (image, word) -> {
          boolean known = holdsOnlyByWord(after.name(), image);
          if (word && !known) {
            transaction.put(prefix(after.name()) + image, Json.bytes(Json.object()));
          } else if (!word && known) {
            transaction.delete(prefix(after.name()) + image);
          }
        });
  }

  /**
   * Empty for a tag that follows another of its stream: nothing came into the stream with it.
   *
   * @param resolved the tag points somewhere else than before, and has its event from there
   */
  private Optional<Boolean> byWord(
      Transaction.Builder transaction,
      StreamStore streams,
      ImageStream stream,
      String tag,
      TagEvent event,
      boolean resolved,
      Set<String> spoken) {
    if (OwnRegistry.owns(event.reference())) {
      return Optional.of(false);
    }
    if (spoken.contains(event.image())) {
      return Optional.of(true);
    }
    Optional<StreamName> source =
        stream
            .specTag(tag)
            .flatMap(SpecTag::from)
            .flatMap(from -> SourceName.of(stream.name(), from))
            .map(SourceName::stream);
    if (source.filter(stream.name()::equals).isPresent()) {
      return Optional.empty();
    }
    if (resolved) {
      source.ifPresent(from -> requireHeld(transaction, streams, from, event.image()));
    }
    return Optional.of(source.filter(from -> holdsOnlyByWord(from, event.image())).isPresent());
  }

  /** A claim goes with its stream, so whoever has looked at one that is gone has to look again. */
  private static void requireHeld(
      Transaction.Builder transaction, StreamStore streams, StreamName from, String image) {
    StoredStream source = streams.newest(from);
    boolean held =
        StreamTags.images(source.stream()).contains(image) || !streams.older(from, image).isEmpty();
    transaction.ifAt(StreamKeys.stream(from), held ? source.revision() : NEVER);
  }
}
