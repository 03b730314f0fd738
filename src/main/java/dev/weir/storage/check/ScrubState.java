package dev.weir.storage.check;

import dev.weir.blob.file.Inspection;
import dev.weir.resource.Json;
import dev.weir.storage.check.result.LastCheck;
import dev.weir.storage.check.result.Scrubbed;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a scrub is, as it is stored under {@code /gc/scrub}:
 *
 * <pre>
 *   {"shelf":"a7","after":"blobs sha256:a7…","round":3,"began":"2026-…","damaged":1,
 *    "look":{"at":"2026-…","findings":0},
 *    "last":{"began":"2026-…","ended":"2026-…","damaged":0}}
 * </pre>
 *
 * @param shelf one of {@link Inspection#SHELVES}, by its number
 * @param after what was compared last on that shelf; empty if nothing was
 * @param round how often all was compared before
 * @param began when this round began; empty if an earlier build did not write it down
 * @param damaged blobs of this round so far
 * @param looked the newest look at everything but blobs, if it is known
 * @param last the round before it, if it is known
 */
record ScrubState(
    int shelf,
    String after,
    long round,
    Optional<Instant> began,
    long damaged,
    Optional<Scrubbed.Look> looked,
    Optional<Scrubbed.Round> last) {
  private static final String KEY = "/gc/scrub";

  /** The beginning, where nothing can be read. */
  static ScrubState read(Store store) {
    Optional<ObjectNode> found = store.get(KEY).map(entry -> Json.parseObject(entry.value()));
    int shelf = found.map(node -> Inspection.SHELVES.indexOf(Json.string(node, "shelf"))).orElse(0);
    return new ScrubState(
        Math.max(0, shelf),
        found.map(node -> Json.string(node, "after")).orElse(""),
        found.map(node -> node.path("round").asLong(0)).orElse(0L),
        found.flatMap(node -> LastCheck.time(Json.string(node, "began"))),
        found.map(node -> node.path("damaged").asLong(0)).orElse(0L),
        found.flatMap(node -> Scrubbed.Look.read(Json.objectAt(node, "look"))),
        found.flatMap(node -> Scrubbed.Round.read(Json.objectAt(node, "last"))));
  }

  void write(Store store) {
    ObjectNode node =
        Json.object()
            .put("shelf", Inspection.SHELVES.get(shelf))
            .put("after", after)
            .put("round", round)
            .put("damaged", damaged);
    began.ifPresent(at -> node.put("began", LastCheck.time(at)));
    looked.ifPresent(look -> node.set("look", look.json()));
    last.ifPresent(round -> node.set("last", round.json()));
    var _ = store.commit(Transaction.builder().put(KEY, Json.bytes(node)).build());
  }

  ScrubState at(String newest, boolean found) {
    return new ScrubState(shelf, newest, round, began, damaged + (found ? 1 : 0), looked, last);
  }

  /** Empty if it was not time for a look. */
  ScrubState looked(Optional<Scrubbed.Look> now) {
    return new ScrubState(shelf, after, round, began, damaged, now.or(() -> looked), last);
  }

  /** Where this is, with what another one found. */
  ScrubState knowing(ScrubState other) {
    return new ScrubState(shelf, after, round, began, other.damaged, other.looked, last);
  }

  /** A round begins, unless one goes on. */
  ScrubState begun(Instant now) {
    boolean first = shelf == 0 && after.isEmpty() && began.isEmpty();
    return first
        ? new ScrubState(shelf, after, round, Optional.of(now), damaged, looked, last)
        : this;
  }

  ScrubState nextShelf(Instant now) {
    return shelf + 1 < Inspection.SHELVES.size()
        ? new ScrubState(shelf + 1, "", round, began, damaged, looked, last)
        : new ScrubState(
            0,
            "",
            round + 1,
            Optional.of(now),
            0,
            looked,
            Optional.of(new Scrubbed.Round(began, now, damaged)));
  }
}
