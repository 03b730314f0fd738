package dev.weir.imageapi;

import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StreamKeys;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Writes of Images that whoever brings an image makes beside its stream. */
final class ImageWrites {
  private final Store store;

  ImageWrites(Store store) {
    this.store = store;
  }

  /**
   * Writes what shall be, again as long as somebody is faster.
   *
   * @param change gets the Image that is stored, if there is one; returns nothing if that may stay
   */
  void write(String name, Function<Optional<ObjectNode>, Optional<ObjectNode>> change) {
    String key = StreamKeys.image(name);
    boolean done = false;
    while (!done) {
      Optional<Entry> present = store.get(key);
      Optional<ObjectNode> image =
          change.apply(present.map(entry -> Json.parseObject(entry.value())));
      done = image.isEmpty() || isWritten(key, present, image.get());
    }
  }

  private boolean isWritten(String key, Optional<Entry> present, ObjectNode image) {
    Transaction transaction =
        Transaction.builder()
            .ifAt(key, present.map(Entry::modRevision).orElse(0L))
            .put(key, ApiObject.encode(image))
            .build();
    return store.commit(transaction) instanceof TransactionResult.Committed;
  }
}
