package dev.weir.follower;

import dev.weir.imagestream.TagEvent;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why something of an object was moved, as its annotation {@value #ANNOTATION} keeps it: a JSON
 * array with the newest move of each place, the latest first.
 *
 * <pre>
 *   [{"tag": "demo/app:live",                  the tag that it follows
 *     "at": "spec.template.spec.containers[0].image",
 *     "from": "registry/demo/app@sha256:…",    the image before; absent if there was none
 *     "to": "registry/demo/app@sha256:…",
 *     "when": "2026-11-29T15:00:00Z",          the object was moved
 *     "tagged": "2026-11-29T15:00:00Z",        the tag had been moved
 *     "how": "push", "by": "ann"}]             push, import, tag or rollback; absent if not known,
 *                                              by also if it is not for whoever sees the object
 * </pre>
 *
 * @param when the object is moved
 * @param tagged how the tag came to the image, if it is there still
 */
public record Cause(TriggerDecision.Move move, Instant when, Optional<TagEvent> tagged) {
  public static final String ANNOTATION = "weir.dev/cause";

  /** Most places that are kept. */
  private static final int MOST = 20;

  /** Most bytes: an object's annotations may have 256 KiB together. */
  private static final int MOST_BYTES = 16 * 1024;

  /** The annotation with these causes, and what it held of other places as far as there is room. */
  public static String noted(String before, List<Cause> causes) {
    List<JsonNode> all = new ArrayList<>();
    causes.forEach(cause -> all.add(cause.json()));
    List<String> places = causes.stream().map(Cause::place).toList();
    for (JsonNode old : read(before)) {
      if (old.isObject() && !places.contains(Json.string(old, "at"))) {
        all.add(old);
      }
    }
    StringJoiner kept = new StringJoiner(",", "[", "]");
    int size = 2;
    for (JsonNode entry : all.subList(0, Math.min(all.size(), MOST))) {
      byte[] text = Json.bytes(entry);
      size += text.length + 1;
      if (size > MOST_BYTES) {
        break;
      }
      kept.add(new String(text, StandardCharsets.UTF_8));
    }
    return kept.toString();
  }

  private static ArrayNode read(String annotation) {
    try {
      return !annotation.isBlank() && Json.parse(annotation) instanceof ArrayNode entries
          ? entries
          : Json.array();
    } catch (JacksonException _) {
      return Json.array();
    }
  }

  private String place() {
    return switch (move.trigger()) {
      case Trigger.AtPath(Trigger.TagKey _, String fieldPath, boolean _) -> fieldPath;
      case Trigger.OfContainers(Trigger.TagKey _, List<String> names, boolean _) ->
          "containers " + String.join(", ", names);
      case Trigger.OfBuild _ -> "build";
    };
  }

  private ObjectNode json() {
    ObjectNode entry = Json.object();
    entry.put("tag", move.trigger().from().toString()).put("at", place());
    if (!move.from().isBlank()) {
      entry.put("from", move.from());
    }
    entry.put("to", move.to()).put("when", text(when));
    tagged.ifPresent(event -> note(entry, event));
    return entry;
  }

  private static void note(ObjectNode entry, TagEvent event) {
    entry.put("tagged", text(event.created()));
    TagEvent.Origin origin = event.origin();
    if (origin.how() != TagEvent.Origin.How.UNKNOWN) {
      entry.put("how", origin.how().name().toLowerCase(Locale.ROOT));
    }
    if (!origin.user().isEmpty()) {
      entry.put("by", origin.user());
    }
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
