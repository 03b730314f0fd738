package dev.weir.cli.describe;

import dev.weir.cli.output.TabbedText;
import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What happened to an object, the newest last, as lines below its description. */
public final class EventsText {
  private EventsText() {}

  /** The lines; empty if nothing happened. */
  public static String of(List<? extends JsonNode> events, Instant now) {
    if (events.isEmpty()) {
      return "";
    }
    StringBuilder rows =
        new StringBuilder(
            "  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t---\t----\t-------\n");
    events.stream()
        .sorted(Comparator.comparing(EventsText::last))
        .forEach(
            event ->
                rows.append("  ")
                    .append(Json.string(event, "type"))
                    .append('\t')
                    .append(Json.string(event, "reason"))
                    .append('\t')
                    .append(age(event, now))
                    .append('\t')
                    .append(from(event))
                    .append('\t')
                    .append(OneLine.words(Json.string(event, "message").strip()))
                    .append('\n'));
    return "Events:\n" + TabbedText.LISTING.align(rows.toString());
  }

  private static String last(JsonNode event) {
    for (String member : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
      String time = Json.string(event, member);
      if (!time.isEmpty()) {
        return time;
      }
    }
    return Json.string(Json.objectAt(event, "metadata"), "creationTimestamp");
  }

  private static String age(JsonNode event, Instant now) {
    try {
      return ShortTime.between(Instant.parse(last(event)), now);
    } catch (DateTimeParseException _) {
      return "<unknown>";
    }
  }

  private static String from(JsonNode event) {
    String component = Json.string(Json.objectAt(event, "source"), "component");
    return component.isEmpty() ? Json.string(event, "reportingComponent") : component;
  }

  /** What selects the events of an object. */
  public static String selector(JsonNode object) {
    return "involvedObject.uid=" + Meta.uid(object);
  }
}
