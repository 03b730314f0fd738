package dev.weir.prune;

import dev.weir.resource.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Workloads as JSON: <code>{"workloads": […]}</code>, as one server tells a client of them. */
public final class WorkloadText {
  private static final String LIST = "workloads";

  private WorkloadText() {}

  public static ObjectNode write(List<Workload> workloads) {
    ObjectNode document = Json.object();
    ArrayNode list = document.putArray(LIST);
    for (Workload workload : workloads) {
      Referrer referrer = workload.referrer();
      ObjectNode entry = list.addObject();
      entry.put("kind", referrer.kind());
      entry.put("namespace", referrer.namespace()).put("name", referrer.name());
      workload.ended().ifPresent(made -> entry.put("ended", made.toString()));
      ArrayNode images = entry.putArray("images");
      for (Workload.Named image : workload.images()) {
        images
            .addObject()
            .put("where", image.where())
            .put("as", image.as().word())
            .put("namespace", image.namespace())
            .put("name", image.name());
      }
    }
    return document;
  }

  /**
   * Reads such a document.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static List<Workload> read(JsonNode document) {
    if (!(document.get(LIST) instanceof ArrayNode list)) {
      throw new IllegalArgumentException("a list of workloads is expected");
    }
    return list.valueStream().map(WorkloadText::workload).toList();
  }

  private static Workload workload(JsonNode entry) {
    Referrer referrer =
        new Referrer(
            Json.string(entry, "kind"),
            Json.string(entry, "namespace"),
            Json.string(entry, "name"));
    return new Workload(
        referrer,
        ended(Json.string(entry, "ended")),
        Json.arrayAt(entry, "images").valueStream().map(WorkloadText::image).toList());
  }

  private static Optional<Instant> ended(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no time", e);
    }
  }

  private static Workload.Named image(JsonNode image) {
    return new Workload.Named(
        Json.string(image, "where"),
        as(Json.string(image, "as")),
        Json.string(image, "namespace"),
        Json.string(image, "name"));
  }

  private static Workload.As as(String word) {
    for (Workload.As as : Workload.As.values()) {
      if (as.word().equals(word)) {
        return as;
      }
    }
    throw new IllegalArgumentException("\"" + word + "\" is no way to name an image");
  }
}
