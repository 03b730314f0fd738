package dev.weir.console.image;

import dev.weir.console.visit.Paths;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a tag was, newest first. */
public final class Moves {
  private static final Map<String, String> WORDS =
      Map.of(
          "push", "Push",
          "import", "Import",
          "tag", "Tag",
          "rollback", "Rollback",
          "early", "Taken early");

  private Moves() {}

  /**
   * One event.
   *
   * @param how in a word; empty if it is not known
   * @param by who it was; empty if it is not known
   * @param from what it was made of; empty if it is not known
   * @param time as it is written in machines; empty if there is none
   * @param age such as {@code 3h}
   * @param reference where the image is, where the tag has no image but that
   * @param target where the image is shown; empty if there is none
   * @param comparison with what the tag was before; empty if there is none
   */
  public record Move(
      String how,
      String by,
      String from,
      String time,
      String age,
      String image,
      String reference,
      String target,
      String comparison) {}

  /**
   * The newest events.
   *
   * @param older how many there are besides
   */
  record Past(List<Move> moves, long older) {
    static Past of(List<Move> all) {
      return new Past(all, 0);
    }
  }

  /** Of an answer of {@code imagestreamtags/history}. */
  static Past past(ApiObject history, StreamName stream, Instant now) {
    long older = Json.objectAt(history.tree(), "metadata").path("remainingItemCount").asLong(0);
    return new Past(of(history, stream, now), older);
  }

  private static List<Move> of(ApiObject history, StreamName stream, Instant now) {
    return Json.arrayAt(history.tree(), "items")
        .valueStream()
        .map(item -> move(item, stream, now))
        .toList();
  }

  /** Of what a stream itself says, which tells of nobody. */
  static List<Move> of(ImageStream stream, String tag, Instant now) {
    List<Move> moves = new ArrayList<>();
    List<TagEvent> events = stream.history(tag).items();
    for (int i = 0; i < events.size(); i++) {
      ObjectNode item = Json.object();
      item.put("created", StreamJson.time(events.get(i).created()));
      item.put("image", events.get(i).image());
      item.put("dockerImageReference", events.get(i).reference());
      item.put("previous", i + 1 < events.size() ? events.get(i + 1).image() : "");
      moves.add(move(item, stream.name(), now));
    }
    return moves;
  }

  private static Move move(JsonNode item, StreamName stream, Instant now) {
    String image = Json.string(item, "image");
    String previous = Json.string(item, "previous");
    String moved = Json.string(item, "moved");
    String time = moved.isEmpty() ? Json.string(item, "created") : moved;
    boolean compares = !image.isEmpty() && !previous.isEmpty() && !previous.equals(image);
    return new Move(
        WORDS.getOrDefault(Json.string(item, "how"), ""),
        Json.string(item, "by"),
        Json.string(item, "from"),
        time,
        age(time, now),
        image,
        Json.string(item, "dockerImageReference"),
        image.isEmpty() ? "" : Paths.image(stream.namespace(), stream.name(), image),
        compares ? Paths.compare(stream.namespace(), stream.name(), previous, image) : "");
  }

  private static String age(String time, Instant now) {
    return instant(time).map(then -> ShortTime.between(then, now)).orElse("");
  }

  private static Optional<Instant> instant(String time) {
    try {
      return Optional.of(Instant.parse(time));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
