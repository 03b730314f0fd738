package dev.weir.imageapi.schedule;

import dev.weir.importing.schedule.TagCheck;
import dev.weir.remote.budget.Allowance;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** The object that shows what is known of a scheduled tag. */
final class ScheduledTagJson {
  private ScheduledTagJson() {}

  /** {@code stream:tag}, as an image stream tag is called. */
  static String name(TagCheck check) {
    return check.stream().name() + ":" + check.tag();
  }

  static ObjectNode of(TagCheck check) {
    ObjectNode object = Json.object();
    object.put("apiVersion", Kinds.SCHEDULED_TAG.apiVersion());
    object.put("kind", Kinds.SCHEDULED_TAG.kind());
    Meta.of(object).put("name", name(check)).put("namespace", check.stream().namespace());
    ObjectNode spec = object.putObject("spec");
    spec.putObject("from").put("kind", "DockerImage").put("name", check.from());
    spec.put("interval", interval(check.interval()));
    ObjectNode status = object.putObject("status");
    status.put("host", check.host());
    if (check.slow()) {
      status.put("slow", true);
    }
    check.last().ifPresent(last -> told(status, last));
    status.put("nextCheckTime", time(check.next()));
    status.put("late", check.late().isPresent());
    check.late().ifPresent(reason -> status.put("lateReason", reason));
    check.allowance().ifPresent(left -> limited(status.putObject("rateLimit"), left));
    return object;
  }

  private static void told(ObjectNode status, TagCheck.Result last) {
    status.put("lastCheckTime", time(last.at()));
    status.put("lastResult", word(last.outcome()));
    if (!last.message().isEmpty()) {
      status.put("message", last.message());
    }
  }

  private static void limited(ObjectNode limit, Allowance left) {
    left.limit().ifPresent(all -> limit.put("limit", all));
    limit.put("remaining", left.remaining());
    limit.put("resetTime", time(left.until()));
  }

  private static String word(TagCheck.Outcome outcome) {
    return switch (outcome) {
      case UNCHANGED -> "Unchanged";
      case MOVED -> "Moved";
      case FAILED -> "Failed";
    };
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** As Go and Kubernetes write a duration: {@code 15m0s}. */
  static String interval(Duration every) {
    long hours = every.toHours();
    String seconds = every.toSecondsPart() + fraction(every) + "s";
    if (hours > 0) {
      return hours + "h" + every.toMinutesPart() + "m" + seconds;
    }
    return every.toMinutesPart() > 0 ? every.toMinutesPart() + "m" + seconds : seconds;
  }

  private static String fraction(Duration every) {
    String nanos = "%09d".formatted(every.toNanosPart()).replaceAll("0+$", "");
    return nanos.isEmpty() ? "" : "." + nanos;
  }
}
