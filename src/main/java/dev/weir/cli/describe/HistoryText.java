package dev.weir.cli.describe;

import dev.weir.imagestream.history.GoneEvents;
import dev.weir.imagestream.history.HistoryBounds;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Span;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How much of its past a tag keeps, and how much of it left: of tags of which there is to tell. */
final class HistoryText {
  private HistoryText() {}

  /**
   * A line, empty for a tag with the usual bounds that lost nothing.
   *
   * @param spec of the tag, if it has one
   */
  static String of(JsonNode stream, @Nullable JsonNode spec, String tag) {
    String ofStream = Meta.annotations(stream).getOrDefault(HistoryBounds.KEEP, "");
    String ofTag =
        spec == null ? "" : Json.string(Json.objectAt(spec, "annotations"), HistoryBounds.KEEP);
    long left =
        GoneEvents.of(Meta.annotations(stream).getOrDefault(GoneEvents.ANNOTATION, ""), tag);
    if (ofTag.isEmpty() && ofStream.isEmpty() && left == 0) {
      return "";
    }
    HistoryBounds bounds = HistoryBounds.of(ofTag, ofStream);
    String keeps =
        bounds.all()
            ? "keeps all of its history"
            : "keeps its newest %d revisions and all of the last %s"
                .formatted(bounds.most(), Span.text(bounds.age()));
    return "  "
        + keeps
        + (left == 0 ? "" : "; %d older %s left".formatted(left, left == 1 ? "event" : "events"))
        + "\n";
  }
}
