package dev.weir.streams.linked;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images that somebody took out of a stream by writing its status, as pruning does before it
 * deletes them by their digests: such a delete means the image as it was dropped, and nothing that
 * came after. For an hour it is known, in the transaction of the status.
 *
 * <pre>
 *   /dropped/NS/NAME/DIGEST   {"since":1700000000}   with "again":true if it was pushed since
 * </pre>
 */
public final class DroppedImages {
  private static final String PREFIX = "/dropped/";
  private static final Duration KNOWN = Duration.ofHours(1);

  private final Store store;
  private final InstantSource clock;

  /**
   * Of a store.
   *
   * @param clock of the wall
   */
  public DroppedImages(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * A drop that is known.
   *
   * @param again whether it was pushed since
   */
  public record Dropped(Instant since, boolean again) {}

  /** A drop within the last hour. */
  public Optional<Dropped> find(StreamName stream, Digest digest) {
    return store.get(key(stream, digest)).map(DroppedImages::decode).filter(this::isKnown);
  }

  /** What was written in the future was written by a clock that was set back since. */
  private boolean isKnown(Dropped dropped) {
    return dropped.since().isAfter(clock.instant().minus(KNOWN));
  }

  private static Dropped decode(Entry entry) {
    ObjectNode node = Json.parseObject(entry.value());
    return new Dropped(
        Instant.ofEpochSecond(node.path("since").asLong(0)), node.path("again").asBoolean(false));
  }

  private static byte[] encode(Dropped dropped) {
    ObjectNode node = Json.object().put("since", dropped.since().getEpochSecond());
    return Json.bytes(dropped.again() ? node.put("again", true) : node);
  }

  /**
   * Adds a note of each image that a stream has no longer.
   *
   * @param before and after with their whole histories
   */
  public void note(Transaction.Builder transaction, ImageStream before, ImageStream after) {
    Set<String> gone = images(before);
    gone.removeAll(images(after));
    byte[] note = encode(new Dropped(clock.instant(), false));
    for (String image : gone) {
      Digest.tryParse(image).ifPresent(digest -> transaction.put(key(before.name(), digest), note));
    }
  }

  private static Set<String> images(ImageStream stream) {
    return stream.tags().values().stream()
        .flatMap(history -> history.items().stream())
        .map(TagEvent::image)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Adds that those of the images which were dropped were pushed again. */
  public void pushedAgain(
      Transaction.Builder transaction, StreamName stream, Collection<Digest> images) {
    for (Digest image : images) {
      find(stream, image)
          .filter(dropped -> !dropped.again())
          .ifPresent(
              dropped ->
                  transaction.put(key(stream, image), encode(new Dropped(dropped.since(), true))));
    }
  }

  /** Forgets a drop that was made use of. */
  public void forget(StreamName stream, Digest digest) {
    if (store.get(key(stream, digest)).isPresent()) {
      store.commit(Transaction.builder().delete(key(stream, digest)).build());
    }
  }

  /** Forgets what is older than anybody asks for; returns how many. */
  public int forgetOld() {
    List<Entry> old =
        store.range(RangeQuery.all(PREFIX)).entries().stream()
            .filter(entry -> !isKnown(decode(entry)))
            .toList();
    for (Entry entry : old) {
      store.commit(
          Transaction.builder().ifAt(entry.key(), entry.modRevision()).delete(entry.key()).build());
    }
    return old.size();
  }

  /** Adds what forgets the drops of a stream. */
  public static void removeAll(Transaction.Builder transaction, StreamName stream) {
    transaction.deletePrefix(PREFIX + stream + "/");
  }

  private static String key(StreamName stream, Digest digest) {
    return PREFIX + stream + "/" + digest;
  }
}
