package dev.weir.trigger;

import dev.weir.failure.TextProblem;
import dev.weir.follower.Trigger;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the annotation {@code image.openshift.io/triggers} (controllers-and-access.md 2.1). */
public final class TriggerAnnotation {
  public static final String KEY = "image.openshift.io/triggers";

  /** As messages name it. */
  static final String NAME = "annotation " + KEY;

  private static final List<String> TEXTS = List.of("kind", "apiVersion", "name", "namespace");

  private TriggerAnnotation() {}

  /** What the text says. */
  public sealed interface Parsed {
    /**
     * Entries that name no ImageStreamTag are left out, as OpenShift does.
     *
     * @param ignored what is to be said of those
     */
    record Triggers(List<Trigger.AtPath> triggers, List<String> ignored) implements Parsed {
      public Triggers {
        triggers = List.copyOf(triggers);
        ignored = List.copyOf(ignored);
      }
    }

    /** Nothing on the object is triggered. */
    record Malformed(String reason) implements Parsed {}
  }

  /**
   * Reads the annotation of an object. {@code paused} may be a boolean or its text, which the
   * product guide writes.
   *
   * @param namespace the object's, for entries without one
   */
  public static Parsed parse(String text, String namespace) {
    JsonNode entries;
    try {
      entries = text.isBlank() ? Json.array() : Json.parse(text);
    } catch (JacksonException e) {
      return new Parsed.Malformed("not valid JSON at " + TextProblem.place(e));
    }
    if (entries.isNull()) {
      return new Parsed.Triggers(List.of(), List.of());
    }
    if (!entries.isArray()) {
      return new Parsed.Malformed("a JSON array is expected");
    }
    List<Trigger.AtPath> found = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      JsonNode entry = entries.get(i);
      Optional<String> problem = problem(entry);
      if (problem.isPresent()) {
        return new Parsed.Malformed("entry " + i + ": " + problem.get());
      }
      String path = Json.string(entry, "fieldPath");
      if (!paths.add(path)) {
        return new Parsed.Malformed("two entries have the fieldPath \"" + path + "\"");
      }
      Optional<Trigger.AtPath> trigger = trigger(entry, path, namespace);
      trigger.ifPresent(found::add);
      if (trigger.isEmpty()) {
        ignored.add(
            "entry " + i + " is ignored: from must be of kind ImageStreamTag with a name NAME:TAG");
      }
    }
    return new Parsed.Triggers(found, ignored);
  }

  private static Optional<String> problem(JsonNode entry) {
    if (!entry.isObject()) {
      return Optional.of("an object is expected");
    }
    if (!entry.path("from").isObject()) {
      return Optional.of("from: an object is required");
    }
    for (String member : TEXTS) {
      JsonNode value = entry.get("from").path(member);
      if (!value.isMissingNode() && !value.isNull() && !value.isString()) {
        return Optional.of("from." + member + ": a text is expected");
      }
    }
    if (Json.string(entry, "fieldPath").isEmpty()) {
      return Optional.of("fieldPath: a text is required");
    }
    return paused(entry).isPresent()
        ? Optional.empty()
        : Optional.of("paused: true or false is expected");
  }

  private static Optional<Boolean> paused(JsonNode entry) {
    JsonNode paused = entry.path("paused");
    if (paused.isMissingNode() || paused.isNull()) {
      return Optional.of(false);
    }
    if (!paused.isBoolean() && !paused.isString()) {
      return Optional.empty();
    }
    return switch (paused.asString("").toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false", "" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Trigger.AtPath> trigger(JsonNode entry, String path, String namespace) {
    JsonNode from = entry.get("from");
    if (!Json.string(from, "kind").equals("ImageStreamTag")) {
      return Optional.empty();
    }
    return Trigger.TagKey.of(from, namespace)
        .map(tag -> new Trigger.AtPath(tag, path, !paused(entry).orElse(false)));
  }
}
