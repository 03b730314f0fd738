package dev.weir.console.stream;

import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import dev.weir.resource.StatusException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What the schedule knows of a stream's tags, in words. */
final class Schedules {
  private Schedules() {}

  /** By tag; nothing for who may not know. */
  static Map<String, Lane.Schedule> of(
      Resources objects, String project, String stream, Instant now) {
    Map<String, Lane.Schedule> found = new HashMap<>();
    try {
      String begin = stream + ":";
      for (ApiObject check :
          objects.list(Kinds.SCHEDULED_TAG, project, Resources.Query.ALL).objects()) {
        String name = Meta.name(check.tree());
        if (name.startsWith(begin)) {
          found.put(name.substring(begin.length()), of(check.tree(), now));
        }
      }
    } catch (StatusException _) {
      return Map.of();
    }
    return found;
  }

  static Lane.Schedule of(ObjectNode check, Instant now) {
    ObjectNode status = Json.objectAt(check, "status");
    boolean late = status.path("late").asBoolean(false);
    StringBuilder text = new StringBuilder("Looked at every ");
    text.append(ShortTime.ofGo(Json.string(Json.objectAt(check, "spec"), "interval")));
    if (status.path("slow").asBoolean(false)) {
      text.append(" (it has not moved for long)");
    }
    String last = Json.string(status, "lastCheckTime");
    text.append(
        last.isEmpty()
            ? "; not yet"
            : "; last "
                + ShortTime.between(Instant.parse(last), now)
                + " ago: "
                + Json.string(status, "lastResult").toLowerCase(Locale.ROOT));
    String next = Json.string(status, "nextCheckTime");
    if (!late && !next.isEmpty()) {
      text.append("; next in ").append(ShortTime.between(now, Instant.parse(next)));
    }
    return new Lane.Schedule(
        text.toString(),
        late ? Json.string(status, "lateReason") : "",
        budget(Json.string(status, "host"), Json.objectAt(status, "rateLimit")));
  }

  private static String budget(String host, ObjectNode limit) {
    String left = limit.path("remaining").asString("");
    if (left.isEmpty()) {
      return "";
    }
    String all = limit.path("limit").asString("");
    String until = Json.string(limit, "resetTime");
    return host
        + " still grants "
        + left
        + (all.isEmpty() ? "" : " of " + all)
        + " requests"
        + (until.isEmpty() ? "" : " until " + until);
  }
}
