package dev.weir.imageapi.schedule;

import dev.weir.objects.TableView;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Columns of scheduled tags: times are short, as Kubernetes' tables have them. */
final class ScheduledTagTable {
  static final TableView VIEW =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("From", "Pull spec that is looked at"),
              TableView.Column.of("Every", "How often it is looked at"),
              TableView.Column.of("Last", "Time since the newest look"),
              TableView.Column.of("Result", "What came of the newest look"),
              TableView.Column.of("Next", "Time until the next look"),
              TableView.Column.of("Late", "For how long the next look is overdue, and why"),
              TableView.Column.wide("Left", "Requests that the registry still grants"),
              TableView.Column.wide("Message", "Why the newest look failed")),
          ScheduledTagTable::row);

  private static final String NONE = "<none>";

  private ScheduledTagTable() {}

  private static List<Object> row(ObjectNode object, Instant now) {
    ObjectNode spec = Json.objectAt(object, "spec");
    ObjectNode status = Json.objectAt(object, "status");
    return List.of(
        Meta.name(object),
        Json.string(Json.objectAt(spec, "from"), "name"),
        every(spec, status),
        span(time(status, "lastCheckTime"), now),
        orNone(Json.string(status, "lastResult")),
        next(status, now),
        late(status, now),
        left(Json.objectAt(status, "rateLimit")),
        orNone(Json.string(status, "message")));
  }

  private static String every(ObjectNode spec, ObjectNode status) {
    String interval = ShortTime.ofGo(Json.string(spec, "interval"));
    return status.path("slow").asBoolean(false) ? interval + " (slow)" : interval;
  }

  private static String next(ObjectNode status, Instant now) {
    return isLate(status) ? "overdue" : span(now, time(status, "nextCheckTime"));
  }

  private static String late(ObjectNode status, Instant now) {
    if (!isLate(status)) {
      return NONE;
    }
    String since = span(time(status, "nextCheckTime"), now);
    return since + ": " + Json.string(status, "lateReason");
  }

  private static String left(ObjectNode limit) {
    String remaining = limit.path("remaining").asString("");
    String all = limit.path("limit").asString("");
    return all.isEmpty() ? orNone(remaining) : remaining + " of " + all;
  }

  private static boolean isLate(ObjectNode status) {
    return status.path("late").asBoolean(false);
  }

  private static @Nullable Instant time(ObjectNode status, String member) {
    String text = Json.string(status, member);
    return text.isEmpty() ? null : Instant.parse(text);
  }

  private static String span(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? NONE : ShortTime.between(from, to);
  }

  private static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }
}
