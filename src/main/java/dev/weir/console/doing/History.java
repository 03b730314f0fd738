package dev.weir.console.doing;

import dev.weir.console.visit.Visit;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a tag was, newest first, as far as one page of its history goes.
 *
 * @param moves as the history tells them
 */
record History(List<Move> moves) {
  /**
   * An event.
   *
   * @param image empty of a reference
   * @param how in one word; empty if that is not known
   * @param by whose doing it was; empty if that is not known
   */
  record Move(String image, String reference, Instant since, String how, String by) {
    private static Move of(JsonNode item) {
      String moved = Json.string(item, "moved");
      return new Move(
          Json.string(item, "image"),
          Json.string(item, "dockerImageReference"),
          instant(moved.isEmpty() ? Json.string(item, "created") : moved),
          Json.string(item, "how"),
          Json.string(item, "by"));
    }

    private static Instant instant(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException _) {
        return Instant.EPOCH;
      }
    }

    /** Such as {@code push by ann, 3d ago}. */
    String origin(Instant now) {
      String who = by.isEmpty() ? "" : " by " + by;
      String what = how.isEmpty() ? "" : how + who + ", ";
      return what + ShortTime.between(since, now) + " ago";
    }

    /** The event that a tag gets that becomes this again. */
    TagEvent again(Instant now) {
      return new TagEvent(now, reference, image, 0);
    }
  }

  static History of(Visit visit, Place place) {
    JsonNode items =
        visit
            .objects()
            .get(Kinds.IMAGE_STREAM_TAG, place.project(), place.shown(), "history")
            .tree()
            .path("items");
    return new History(items.valueStream().map(Move::of).toList());
  }

  Optional<Move> newest() {
    return moves.stream().findFirst();
  }

  /** The newest event with each image that it is not now, newest first. */
  Map<String, Move> earlier() {
    String now = newest().map(Move::image).orElse("");
    Map<String, Move> found = new LinkedHashMap<>();
    for (Move move : moves) {
      if (!move.image().isEmpty() && !move.image().equals(now)) {
        found.putIfAbsent(move.image(), move);
      }
    }
    return found;
  }
}
