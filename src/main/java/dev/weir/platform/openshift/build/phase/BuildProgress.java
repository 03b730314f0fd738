package dev.weir.platform.openshift.build.phase;

import dev.weir.resource.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a change of its phase leaves on a build: times and conditions. Pure. */
public final class BuildProgress {
  private static final String CANCELLED = "cancelled";
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private BuildProgress() {}

  /** Says of a new build that it is new. */
  public static void begin(ObjectNode build, Instant now) {
    condition(build, BuildPhase.NEW, true, now);
  }

  /**
   * Completes a changed build: one that nobody has taken and that shall be cancelled is; times that
   * were not sent are the server's.
   */
  public static void advance(ObjectNode updated, ObjectNode old, Instant now) {
    ObjectNode status = Json.ensureObject(updated, "status");
    if (isCancelled(old)) {
      status.put(CANCELLED, true);
    }
    Optional<BuildPhase> before = BuildPhase.of(old);
    if (isCancelled(updated) && BuildPhase.of(updated).equals(Optional.of(BuildPhase.NEW))) {
      end(updated, BuildPhase.CANCELLED, "CancelledBuild", "The build was cancelled.");
    }
    Optional<BuildPhase> after = BuildPhase.of(updated);
    if (before.isEmpty() || after.isEmpty() || before.equals(after)) {
      return;
    }
    if (after.get() == BuildPhase.RUNNING) {
      time(status, "startTimestamp", now);
    }
    if (after.get().isEnd()) {
      time(status, "completionTimestamp", now);
      duration(status);
    }
    condition(updated, before.get(), false, now);
    condition(updated, after.get(), true, now);
  }

  /** True of a build that somebody wants to stop. */
  public static boolean isCancelled(ObjectNode build) {
    return Json.objectAt(build, "status").path(CANCELLED).asBoolean(false);
  }

  /** Asks whoever builds to stop. */
  public static void cancel(ObjectNode build) {
    Json.ensureObject(build, "status").put(CANCELLED, true);
  }

  /** Ends a build, with words for programs and people. */
  public static void end(ObjectNode build, BuildPhase phase, String reason, String message) {
    Json.ensureObject(build, "status")
        .put("phase", phase.text())
        .put("reason", reason)
        .put("message", message);
  }

  private static void time(ObjectNode status, String member, Instant now) {
    if (Json.string(status, member).isEmpty()) {
      status.put(member, text(now));
    }
  }

  private static String text(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void duration(ObjectNode status) {
    Optional<Instant> start = moment(status, "startTimestamp");
    Optional<Instant> end = moment(status, "completionTimestamp");
    if (start.isPresent() && end.isPresent() && !status.hasNonNull("duration")) {
      status.put("duration", nanos(Duration.between(start.get(), end.get())));
    }
  }

  /** Of a builder's clock that is centuries off, the longest that can be written. */
  private static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : duration.toNanos();
  }

  /** A time of a build's status; empty if there is none. */
  public static Optional<Instant> moment(JsonNode status, String member) {
    return moment(Json.string(status, member));
  }

  /** A moment as RFC 3339 has it, in years of four digits; empty if a text is none. */
  public static Optional<Instant> moment(String text) {
    try {
      return Optional.of(text)
          .filter(given -> !given.isEmpty() && Character.isDigit(given.charAt(0)))
          .map(Instant::parse);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static void condition(ObjectNode build, BuildPhase phase, boolean is, Instant now) {
    condition(build, phase.text(), is, now);
  }

  /** Sets a condition. */
  public static void condition(ObjectNode build, String type, boolean is, Instant now) {
    ObjectNode condition =
        BuildTakes.condition(build, type)
            .orElseGet(
                () ->
                    Json.ensureArray(Json.ensureObject(build, "status"), "conditions")
                        .addObject()
                        .put("type", type));
    condition
        .put("status", is ? "True" : "False")
        .put("lastUpdateTime", text(now))
        .put("lastTransitionTime", text(now));
  }

  /** When a build came into a phase; empty if that is not kept. */
  public static Optional<Instant> since(ObjectNode build, BuildPhase phase) {
    return BuildTakes.condition(build, phase.text())
        .flatMap(condition -> moment(condition, "lastTransitionTime"));
  }
}
