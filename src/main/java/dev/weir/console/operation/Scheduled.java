package dev.weir.console.operation;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the schedule knows of one other registry.
 *
 * @param host such as {@code quay.io}
 * @param tags how many are looked at there
 * @param late how many should have been looked at
 * @param failed how many could not be looked at the last time
 * @param reasons why tags wait or fail, each once
 */
public record Scheduled(String host, int tags, int late, int failed, List<String> reasons) {
  private static final int MOST_REASONS = 5;

  public Scheduled {
    reasons = List.copyOf(reasons);
  }

  /** Nothing of it is scheduled. */
  static Scheduled none(String host) {
    return new Scheduled(host, 0, 0, 0, List.of());
  }

  /** By registries, of {@code ScheduledTag}s. */
  static List<Scheduled> of(List<ObjectNode> tags) {
    Map<String, List<ObjectNode>> byHost = new TreeMap<>();
    for (ObjectNode tag : tags) {
      byHost
          .computeIfAbsent(Json.string(status(tag), "host"), _ -> new ArrayList<>())
          .add(status(tag));
    }
    return byHost.entrySet().stream().map(e -> one(e.getKey(), e.getValue())).toList();
  }

  private static Scheduled one(String host, List<ObjectNode> all) {
    return new Scheduled(
        host,
        all.size(),
        (int) all.stream().filter(status -> status.path("late").asBoolean(false)).count(),
        (int)
            all.stream()
                .filter(status -> Json.string(status, "lastResult").equals("Failed"))
                .count(),
        all.stream()
            .map(Scheduled::reason)
            .filter(text -> !text.isEmpty())
            .distinct()
            .limit(MOST_REASONS)
            .toList());
  }

  private static String reason(ObjectNode status) {
    String late = Json.string(status, "lateReason");
    return late.isEmpty() ? Json.string(status, "message") : late;
  }

  private static ObjectNode status(ObjectNode tag) {
    return Json.objectAt(tag, "status");
  }

  /**
   * A tag that is late, or failed.
   *
   * @param tag {@code project/stream:tag}
   * @param next when it is looked at next
   */
  public record Late(String tag, String from, String why, Optional<When> next) {
    static List<Late> of(List<ObjectNode> tags, int most, Instant now) {
      return tags.stream()
          .filter(
              tag ->
                  status(tag).path("late").asBoolean(false)
                      || Json.string(status(tag), "lastResult").equals("Failed"))
          .limit(most)
          .map(
              tag ->
                  new Late(
                      Meta.namespace(tag) + "/" + Meta.name(tag),
                      Json.string(Json.objectAt(Json.objectAt(tag, "spec"), "from"), "name"),
                      reason(status(tag)),
                      When.of(Json.string(status(tag), "nextCheckTime"), now)))
          .toList();
    }
  }
}
