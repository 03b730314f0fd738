package dev.weir.cli.describe;

import dev.weir.resource.Json;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the schedule knows of a tag, in a line; in two if the tag is late. */
final class ScheduleText {
  private ScheduleText() {}

  /**
   * The lines, each with its end.
   *
   * @param check a ScheduledTag; null gives nothing
   */
  static String of(@Nullable JsonNode check, Instant now) {
    if (check == null) {
      return "";
    }
    JsonNode status = Json.objectAt(check, "status");
    boolean late = status.path("late").asBoolean(false);
    Optional<Instant> next = time(status, "nextCheckTime");
    StringBuilder text = new StringBuilder("  scheduled every ");
    text.append(ShortTime.ofGo(Json.string(Json.objectAt(check, "spec"), "interval")));
    if (status.path("slow").asBoolean(false)) {
      text.append(" (it has not moved for long)");
    }
    text.append(", ").append(last(status, now));
    if (!late) {
      next.ifPresent(at -> text.append(", next in ").append(ShortTime.between(now, at)));
    }
    text.append('\n');
    if (late) {
      text.append("  ! late");
      next.ifPresent(at -> text.append(" for ").append(ShortTime.between(at, now)));
      text.append(": ").append(Json.string(status, "lateReason")).append('\n');
    }
    return text.toString();
  }

  private static String last(JsonNode status, Instant now) {
    return time(status, "lastCheckTime")
        .map(
            at ->
                "looked at "
                    + ShortTime.between(at, now)
                    + " ago: "
                    + Json.string(status, "lastResult").toLowerCase(Locale.ROOT))
        .orElse("not looked at yet");
  }

  private static Optional<Instant> time(JsonNode status, String member) {
    try {
      String text = Json.string(status, member);
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
