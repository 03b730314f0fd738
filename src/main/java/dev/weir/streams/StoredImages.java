package dev.weir.streams;

import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Images as they are stored; whoever brings one writes it beside its stream. */
public final class StoredImages {
  private final Store store;

  public StoredImages(Store store) {
    this.store = store;
  }

  public Optional<ObjectNode> find(String name) {
    return store.get(StreamKeys.image(name)).map(entry -> Json.parseObject(entry.value()));
  }

  /**
   * Writes what shall be, again as long as somebody is faster.
   *
   * @param change gets the Image that is stored, if there is one; returns nothing if that may stay
   */
  public void write(String name, Function<Optional<ObjectNode>, Optional<ObjectNode>> change) {
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
