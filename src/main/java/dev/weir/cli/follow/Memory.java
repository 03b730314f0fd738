package dev.weir.cli.follow;

import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is remembered over restarts, as the state file holds it:
 *
 * <pre>
 *   {"follows": "deployments.apps demo/web on https://127.0.0.1:8443",
 *    "done": {"container app": "registry/demo/app@sha256:…"},     absent if it never ended well
 *    "begun": {"process": 4711, "since": "2026-11-30T08:00:00.120Z", "start": "0b8f…/118230"}}
 *                                                              absent if nothing was since
 * </pre>
 *
 * @param follows {@link Followed#identity}
 * @param done for which the command last ended well
 * @param begun a run that was begun since
 */
record Memory(String follows, Optional<Images> done, Optional<Begun> begun) {

  /**
   * A run that was begun.
   *
   * @param process its number; empty if it was not started yet
   * @param since when that process was started, by the clock of the machine
   * @param start {@link ProcessStart}, which tells it from a later one of that number; empty where
   *     that is not known
   */
  record Begun(OptionalLong process, Optional<Instant> since, Optional<String> start) {
    static final Begun UNSTARTED =
        new Begun(OptionalLong.empty(), Optional.empty(), Optional.empty());

    /** By so much a time of start may be another one after the clock was set a little. */
    private static final Duration SLEWED = Duration.ofSeconds(5);

    static Begun of(ProcessHandle handle) {
      return new Begun(
          OptionalLong.of(handle.pid()),
          handle.info().startInstant(),
          ProcessStart.of(handle.pid()));
    }

    /** The process, if it is there still. */
    Optional<ProcessHandle> alive() {
      if (process.isEmpty()) {
        return Optional.empty();
      }
      return ProcessHandle.of(process.getAsLong())
          .filter(found -> found.isAlive() && isSame(Begun.of(found)));
    }

    private boolean isSame(Begun found) {
      if (start.isPresent() && found.start.isPresent()) {
        return start.equals(found.start);
      }
      return since.isPresent()
          && found
              .since
              .map(time -> Duration.between(time, since.get()).abs())
              .filter(apart -> apart.compareTo(SLEWED) <= 0)
              .isPresent();
    }
  }

  static Memory none(String follows) {
    return new Memory(follows, Optional.empty(), Optional.empty());
  }

  Memory afterBegin(Begun run) {
    return new Memory(follows, done, Optional.of(run));
  }

  Memory afterEnd(Images images) {
    return new Memory(follows, Optional.of(images), Optional.empty());
  }

  String text() {
    ObjectNode json = Json.object().put("follows", follows);
    done.ifPresent(
        images -> {
          ObjectNode places = json.putObject("done");
          images.byPlace().forEach(places::put);
        });
    begun.ifPresent(
        run -> {
          ObjectNode begin = json.putObject("begun");
          run.process().ifPresent(process -> begin.put("process", process));
          run.since().ifPresent(since -> begin.put("since", since.toString()));
          run.start().ifPresent(start -> begin.put("start", start));
        });
    return Json.text(json) + "\n";
  }

  /** Reads the text; empty if it is something else. */
  static Optional<Memory> read(byte[] text) {
    try {
      JsonNode json = Json.parse(new String(text, StandardCharsets.UTF_8));
      String follows = Json.string(json, "follows");
      return follows.isEmpty()
          ? Optional.empty()
          : Optional.of(new Memory(follows, done(json), begun(json)));
    } catch (JacksonException | DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Optional<Images> done(JsonNode json) {
    Map<String, String> places = new LinkedHashMap<>();
    Json.objectAt(json, "done")
        .properties()
        .forEach(place -> places.put(place.getKey(), place.getValue().asString("")));
    return places.isEmpty() ? Optional.empty() : Optional.of(new Images(places));
  }

  private static Optional<Begun> begun(JsonNode json) {
    if (!json.has("begun")) {
      return Optional.empty();
    }
    ObjectNode begin = Json.objectAt(json, "begun");
    String since = Json.string(begin, "since");
    String start = Json.string(begin, "start");
    long process = begin.path("process").asLong(0);
    return Optional.of(
        new Begun(
            process > 0 ? OptionalLong.of(process) : OptionalLong.empty(),
            since.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(since)),
            start.isEmpty() ? Optional.empty() : Optional.of(start)));
  }
}
