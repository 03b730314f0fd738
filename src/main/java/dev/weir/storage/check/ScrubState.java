package dev.weir.storage.check;

import dev.weir.blob.file.Inspection;
import dev.weir.resource.Json;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a scrub is, as it is stored under {@code /gc/scrub}:
 *
 * <pre>
 *   {"shelf":"a7","after":"blobs sha256:a7…","round":3}
 * </pre>
 *
 * @param shelf one of {@link Inspection#SHELVES}, by its number
 * @param after what was compared last on that shelf; empty if nothing was
 * @param round how often all was compared before
 */
record ScrubState(int shelf, String after, long round) {
  private static final String KEY = "/gc/scrub";

  /** The beginning, where nothing can be read. */
  static ScrubState read(Store store) {
    Optional<ObjectNode> found = store.get(KEY).map(entry -> Json.parseObject(entry.value()));
    int shelf = found.map(node -> Inspection.SHELVES.indexOf(Json.string(node, "shelf"))).orElse(0);
    return new ScrubState(
        Math.max(0, shelf),
        found.map(node -> Json.string(node, "after")).orElse(""),
        found.map(node -> node.path("round").asLong(0)).orElse(0L));
  }

  void write(Store store) {
    ObjectNode node =
        Json.object()
            .put("shelf", Inspection.SHELVES.get(shelf))
            .put("after", after)
            .put("round", round);
    var _ = store.commit(Transaction.builder().put(KEY, Json.bytes(node)).build());
  }

  ScrubState at(String newest) {
    return new ScrubState(shelf, newest, round);
  }

  ScrubState nextShelf() {
    return shelf + 1 < Inspection.SHELVES.size()
        ? new ScrubState(shelf + 1, "", round)
        : new ScrubState(0, "", round + 1);
  }
}
