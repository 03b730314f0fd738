package dev.weir.console.operation;

import dev.weir.resource.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One other registry: what is imported from it, and how it answers.
 *
 * @param host such as {@code quay.io}
 * @param scheduled what the schedule knows of it
 * @param granted what it still grants, such as {@code 80 of 100 pulls}; for each login
 * @param troubles what is amiss with it; for each login
 */
public record Upstream(
    String host, Scheduled scheduled, List<Granted> granted, List<Trouble> troubles) {
  public Upstream {
    granted = List.copyOf(granted);
    troubles = List.copyOf(troubles);
  }

  /**
   * What a login has left.
   *
   * @param when more is granted
   */
  public record Granted(String text, Optional<When> when) {}

  /**
   * What is amiss.
   *
   * @param text ends before a time
   * @param when of which the text speaks
   * @param why what the registry said; empty for those who must not know
   */
  public record Trouble(String text, Optional<When> when, String why) {}

  /** By hosts: those with trouble first. */
  static List<Upstream> of(List<Scheduled> scheduled, JsonNode upstreams, Instant now) {
    Map<String, Upstream> all = new TreeMap<>();
    scheduled.forEach(
        one -> all.put(one.host(), new Upstream(one.host(), one, List.of(), List.of())));
    for (JsonNode one : upstreams) {
      all.merge(Json.string(one, "host"), answering(one, now), Upstream::with);
    }
    List<Upstream> sorted = new ArrayList<>(all.values());
    sorted.sort((a, b) -> Boolean.compare(a.troubles.isEmpty(), b.troubles.isEmpty()));
    return sorted;
  }

  private Upstream with(Upstream other) {
    return new Upstream(
        host, scheduled, joined(granted, other.granted), joined(troubles, other.troubles));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    List<T> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  private static Upstream answering(JsonNode one, Instant now) {
    String host = Json.string(one, "host");
    String login = one.has("login") ? " (login " + Json.string(one, "login") + ")" : "";
    List<Granted> granted = new ArrayList<>();
    JsonNode left = Json.objectAt(one, "granted");
    if (!left.isEmpty()) {
      granted.add(
          new Granted(
              "%d%s %s%s, more"
                  .formatted(
                      left.path("remaining").asLong(0),
                      left.has("limit") ? " of " + left.path("limit").asLong(0) : "",
                      left.path("pullsOnly").asBoolean(false) ? "pulls" : "requests",
                      login),
              When.of(Json.string(left, "resetTime"), now)));
    }
    List<Trouble> troubles = new ArrayList<>();
    JsonNode unanswered = Json.objectAt(one, "unanswered");
    JsonNode held = Json.objectAt(one, "held");
    if (!unanswered.isEmpty()) {
      troubles.add(
          new Trouble(
              "Does not answer" + login + ": its first failure was",
              When.of(Json.string(unanswered, "since"), now),
              Json.string(unanswered, "message")));
      troubles.add(
          new Trouble("It was asked last", When.of(Json.string(unanswered, "last"), now), ""));
    }
    held(held, "Left alone", login, now, !unanswered.isEmpty()).ifPresent(troubles::add);
    held(Json.objectAt(one, "pullsHeld"), "No manifest is fetched", login, now, false)
        .ifPresent(troubles::add);
    return new Upstream(host, Scheduled.none(host), granted, troubles);
  }

  private static Optional<Trouble> held(
      JsonNode held, String what, String login, Instant now, boolean isSaid) {
    if (held.isEmpty()) {
      return Optional.empty();
    }
    String because =
        switch (Json.string(held, "reason")) {
          case "Refuses" -> ", as it is asked too often";
          case "Kept" -> " by work in the background, as the rest is for people";
          default -> "";
        };
    return Optional.of(
        new Trouble(
            what + login + because + "; it is asked again",
            When.of(Json.string(held, "until"), now),
            isSaid ? "" : Json.string(held, "message")));
  }
}
