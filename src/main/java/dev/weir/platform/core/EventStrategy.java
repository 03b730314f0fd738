package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.Json;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Events: what loops have to say about objects. */
final class EventStrategy implements Strategy {
  private static final List<String> FIELDS =
      List.of(
          "involvedObject.apiVersion",
          "involvedObject.fieldPath",
          "involvedObject.kind",
          "involvedObject.name",
          "involvedObject.namespace",
          "involvedObject.resourceVersion",
          "involvedObject.uid",
          "reason",
          "reportingComponent",
          "type");

  @Override
  public List<String> selectableFields() {
    return FIELDS;
  }

  @Override
  public Optional<String> selectableField(ObjectNode object, String field) {
    int dot = field.indexOf('.');
    return Optional.of(
        dot < 0
            ? Json.string(object, field)
            : Json.string(
                Json.objectAt(object, field.substring(0, dot)), field.substring(dot + 1)));
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.Column.of("Last Seen", "Time since the event was last seen"),
            TableView.Column.of("Type", "Normal or Warning"),
            TableView.Column.of("Reason", "Short machine-readable reason"),
            TableView.Column.of("Object", "What it is about"),
            TableView.Column.of("Message", "What happened")),
        (event, now) ->
            List.of(
                lastSeen(event, now),
                Json.string(event, "type"),
                Json.string(event, "reason"),
                involved(event),
                Json.string(event, "message")));
  }

  private static String lastSeen(ObjectNode event, Instant now) {
    String last = Json.string(event, "lastTimestamp");
    return last.isEmpty() ? TableView.age(event, now) : ShortTime.between(Instant.parse(last), now);
  }

  private static String involved(ObjectNode event) {
    ObjectNode object = Json.objectAt(event, "involvedObject");
    return Json.string(object, "kind").toLowerCase(Locale.ROOT) + "/" + Json.string(object, "name");
  }
}
