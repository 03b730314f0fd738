package dev.weir.storage.check.result;

import dev.weir.resource.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a scrub is.
 *
 * @param period in which everything is compared once
 * @param percent of this round that is over
 * @param began when this round did; empty if an earlier build began it
 * @param damaged blobs in this round so far
 * @param looked the newest look at everything but blobs; empty before the first
 * @param last the round before; empty in the first
 */
public record Scrubbed(
    Duration period,
    int percent,
    Optional<Instant> began,
    long damaged,
    Optional<Look> looked,
    Optional<Round> last) {
  /**
   * It looked at everything but blobs.
   *
   * @param findings that were not repaired
   */
  public record Look(Instant at, long findings) {
    /** As it is stored, and as it is told. */
    public ObjectNode json() {
      return Json.object().put("at", LastCheck.time(at)).put("findings", findings);
    }

    /** Empty if it says nothing that can be read. */
    public static Optional<Look> read(ObjectNode json) {
      return LastCheck.time(Json.string(json, "at"))
          .map(at -> new Look(at, json.path("findings").asLong(0)));
    }
  }

  /**
   * All was compared once.
   *
   * @param began empty if an earlier build began it
   * @param damaged blobs that were
   */
  public record Round(Optional<Instant> began, Instant ended, long damaged) {
    /** As it is stored, and as it is told. */
    public ObjectNode json() {
      ObjectNode json = Json.object();
      began.ifPresent(at -> json.put("began", LastCheck.time(at)));
      return json.put("ended", LastCheck.time(ended)).put("damaged", damaged);
    }

    /** Empty if it says nothing that can be read. */
    public static Optional<Round> read(ObjectNode json) {
      return LastCheck.time(Json.string(json, "ended"))
          .map(
              ended ->
                  new Round(
                      LastCheck.time(Json.string(json, "began")),
                      ended,
                      json.path("damaged").asLong(0)));
    }
  }

  /** As it is told. */
  public ObjectNode json() {
    ObjectNode json =
        Json.object().put("periodSeconds", period.toSeconds()).put("percent", percent);
    began.ifPresent(at -> json.put("began", LastCheck.time(at)));
    json.put("damaged", damaged);
    looked.ifPresent(look -> json.set("look", look.json()));
    last.ifPresent(round -> json.set("last", round.json()));
    return json;
  }
}
