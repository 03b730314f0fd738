package dev.weir.trigger;

import dev.weir.failure.TextProblem;
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

  private TriggerAnnotation() {}

  /** What the text says. */
  public sealed interface Parsed {
    /** Entries that name no ImageStreamTag are left out, as OpenShift does. */
    record Triggers(List<Trigger> triggers) implements Parsed {
      public Triggers {
        triggers = List.copyOf(triggers);
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
      return new Parsed.Triggers(List.of());
    }
    if (!entries.isArray()) {
      return new Parsed.Malformed("a JSON array is expected");
    }
    List<Trigger> found = new ArrayList<>();
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
      trigger(entry, path, namespace).ifPresent(found::add);
    }
    return new Parsed.Triggers(found);
  }

  private static Optional<String> problem(JsonNode entry) {
    if (!entry.isObject()) {
      return Optional.of("an object is expected");
    }
    if (!entry.path("from").isObject()) {
      return Optional.of("from: an object is required");
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
    return switch (paused.asString("").toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false", "" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Trigger> trigger(JsonNode entry, String path, String namespace) {
    JsonNode from = entry.get("from");
    if (!namesTag(from)) {
      return Optional.empty();
    }
    String name = Json.string(from, "name");
    int colon = name.indexOf(':');
    String own = Json.string(from, "namespace");
    var key =
        new Trigger.TagKey(
            own.isEmpty() ? namespace : own, name.substring(0, colon), name.substring(colon + 1));
    return Optional.of(new Trigger(key, path, paused(entry).orElse(false)));
  }

  /** True of a reference that names a tag. */
  static boolean namesTag(JsonNode from) {
    String name = Json.string(from, "name");
    int colon = name.indexOf(':');
    return Json.string(from, "kind").equals("ImageStreamTag")
        && colon > 0
        && colon < name.length() - 1;
  }
}
