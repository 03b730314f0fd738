package dev.weir.storage.check.result;

import dev.weir.resource.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The newest check that somebody asked for, as it is stored under {@code /gc/check}.
 *
 * @param ended empty while it runs, and of one that broke off
 * @param running it goes on now; else it is over, or broke off
 * @param repair it was to repair what it can
 * @param step what it is at; empty unless it runs
 * @param stopped why no more was repaired; empty if nothing stood in the way
 */
public record LastCheck(
    Instant began,
    Optional<Instant> ended,
    boolean running,
    boolean repair,
    String step,
    long blobs,
    long bytes,
    long entries,
    long findings,
    long repaired,
    Optional<String> stopped) {
  /** It begins. */
  public static LastCheck begun(Instant at, boolean repair) {
    return new LastCheck(at, Optional.empty(), true, repair, "", 0, 0, 0, 0, 0, Optional.empty());
  }

  /** It goes on. */
  public LastCheck at(String newStep, long newBytes) {
    return new LastCheck(
        began, ended, running, repair, newStep, blobs, newBytes, entries, findings, repaired,
        stopped);
  }

  /** It found something. */
  public LastCheck found(boolean isRepaired) {
    return new LastCheck(
        began,
        ended,
        running,
        repair,
        step,
        blobs,
        bytes,
        entries,
        findings + 1,
        repaired + (isRepaired ? 1 : 0),
        stopped);
  }

  /** It came to its end, with these counts. */
  public LastCheck done(
      Instant at,
      long allBlobs,
      long allBytes,
      long allEntries,
      long allFindings,
      long allRepaired,
      Optional<String> why) {
    return new LastCheck(
        began,
        Optional.of(at),
        false,
        repair,
        "",
        allBlobs,
        allBytes,
        allEntries,
        allFindings,
        allRepaired,
        why);
  }

  /** It ends here, before its end. */
  public LastCheck broken() {
    return new LastCheck(
        began,
        Optional.empty(),
        false,
        repair,
        "",
        blobs,
        bytes,
        entries,
        findings,
        repaired,
        stopped);
  }

  /** As it is stored, and as it is told. */
  public ObjectNode json() {
    ObjectNode json = Json.object().put("began", time(began));
    ended.ifPresent(at -> json.put("ended", time(at)));
    json.put("running", running).put("repair", repair);
    if (!step.isEmpty()) {
      json.put("step", step);
    }
    json.put("blobs", blobs)
        .put("bytes", bytes)
        .put("entries", entries)
        .put("findings", findings)
        .put("repaired", repaired);
    stopped.ifPresent(why -> json.put("stopped", why));
    return json;
  }

  /** Empty if it says nothing that can be read. Whoever ran it then does not any more. */
  public static Optional<LastCheck> read(ObjectNode json) {
    return time(Json.string(json, "began"))
        .map(
            began ->
                new LastCheck(
                    began,
                    time(Json.string(json, "ended")),
                    false,
                    json.path("repair").asBoolean(false),
                    "",
                    json.path("blobs").asLong(0),
                    json.path("bytes").asLong(0),
                    json.path("entries").asLong(0),
                    json.path("findings").asLong(0),
                    json.path("repaired").asLong(0),
                    Optional.of(Json.string(json, "stopped")).filter(why -> !why.isEmpty())));
  }

  /** A time as it is written here. */
  public static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Empty if the text is none. */
  public static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
