package dev.weir.console.workload;

import dev.weir.console.visit.Paths;
import dev.weir.resource.Json;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an image of an object is and should be: a row of a page, made of what {@code /why} says.
 *
 * @param where such as {@code container web}
 * @param image that it has; empty if none
 * @param tag that it follows; empty if it follows none
 * @param state of what it follows
 * @param message what there is to say of the state; may be empty
 * @param wants image that it should have; empty where it has that
 * @param since for how long it has its image; empty if that is not known
 * @param before what it had before; may be empty
 * @param others tags that have the image, where it follows none
 * @param steps how the tag came to the image, the last one first
 * @param end why the steps end there; empty if all is told
 */
public record Runs(
    String where,
    String image,
    Optional<TagLink> tag,
    State state,
    String message,
    String wants,
    String since,
    String before,
    List<TagLink> others,
    List<Step> steps,
    String end) {
  /** How an image is beside the tag that it follows. */
  public enum State {
    CURRENT("Up to date", "pf-m-green"),
    BEHIND("Being moved", "pf-m-blue"),
    FIXED("Cannot be moved", "pf-m-orange"),
    PAUSED("Paused", "pf-m-orange"),
    EMPTY("Waits for an image", "pf-m-orange"),
    REFUSED("Refused", "pf-m-red"),
    IDLE("Nothing acts on it", "pf-m-orange"),
    HIDDEN("Hidden", ""),
    NONE("Follows no tag", "");

    private final String words;
    private final String style;

    State(String words, String style) {
      this.words = words;
      this.style = style;
    }

    public String words() {
      return words;
    }

    /** Class of a label that shows it. */
    public String style() {
      return style;
    }

    private static State of(String word) {
      for (State state : values()) {
        if (state.name().equalsIgnoreCase(word)) {
          return state;
        }
      }
      return NONE;
    }
  }

  /**
   * A tag, and its page.
   *
   * @param text {@code stream:tag}, with the project where that is another one
   */
  public record TagLink(String text, String target) {
    /** Of {@code project/stream:tag}, seen from a project. */
    static TagLink of(String tag, String project) {
      int slash = tag.indexOf('/');
      int colon = tag.lastIndexOf(':');
      if (slash < 0 || colon < slash) {
        return new TagLink(tag, "");
      }
      String in = tag.substring(0, slash);
      String stream = tag.substring(slash + 1, colon);
      return new TagLink(
          in.equals(project) ? tag.substring(slash + 1) : tag,
          Paths.tag(in, stream, tag.substring(colon + 1)));
    }
  }

  /**
   * A move of a tag.
   *
   * @param how in words, such as {@code pushed}
   * @param followed it moved because the tag that it follows did, which is {@code from}
   * @param by who did it; empty if that is not known, or not to be seen
   * @param from what it was made of; may be empty
   * @param age such as {@code 3h}
   * @param time the whole time
   * @param image digest
   * @param previous what the tag had before; may be empty
   * @param remarks what else there is to say, each a sentence
   */
  public record Step(
      TagLink tag,
      String how,
      boolean followed,
      String by,
      String from,
      String age,
      String time,
      String image,
      String previous,
      List<String> remarks) {}

  public Runs {
    others = List.copyOf(others);
    steps = List.copyOf(steps);
  }

  /** True if it has another image than the one it should have. */
  public boolean isOff() {
    return !wants.isEmpty();
  }

  /** The images of an object, in its order. */
  static List<Runs> of(ObjectNode why, String project, Instant now) {
    return why.path("images").valueStream().map(image -> one(image, project, now)).toList();
  }

  private static Runs one(JsonNode image, String project, Instant now) {
    JsonNode follows = image.path("follows");
    String asked = text(image, "tag");
    String followed = text(follows, "tag");
    return new Runs(
        text(image, "where"),
        text(image, "image"),
        Optional.of(followed.isEmpty() ? asked : followed)
            .filter(tag -> !tag.isEmpty())
            .map(tag -> TagLink.of(tag, project)),
        State.of(text(follows, "state")),
        text(follows, "message"),
        text(follows, "wants"),
        age(text(image.path("moved"), "when"), now),
        text(image.path("moved"), "from"),
        image.path("tags").valueStream().map(tag -> TagLink.of(tag.asString(""), project)).toList(),
        image.path("events").valueStream().map(event -> step(event, project, now)).toList(),
        text(image.path("end"), "message"));
  }

  private static Step step(JsonNode event, String project, Instant now) {
    String moved = text(event, "moved");
    String time = moved.isEmpty() ? text(event, "created") : moved;
    return new Step(
        TagLink.of(text(event, "tag"), project),
        how(text(event, "how")),
        event.path("followed").asBoolean(false),
        text(event, "by"),
        text(event, "from"),
        age(time, now),
        time,
        text(event, "image"),
        text(event, "previous"),
        remarks(event));
  }

  private static String how(String word) {
    return switch (word) {
      case "push" -> "pushed";
      case "import" -> "imported";
      case "tag" -> "tagged";
      case "rollback" -> "put back";
      case "early" -> "let in early";
      default -> "moved";
    };
  }

  private static List<String> remarks(JsonNode event) {
    List<String> remarks = new ArrayList<>();
    if (!event.path("current").asBoolean(true)) {
      remarks.add("The tag is at another image by now.");
    }
    if (event.path("guessed").asBoolean(false)) {
      remarks.add("Where it came from is what the tag's spec says now.");
    }
    String hold = text(event, "hold");
    if (!hold.isEmpty()) {
      remarks.add("The tag is held: " + hold);
    }
    String age = text(event, "minimumAge");
    if (!age.isEmpty()) {
      remarks.add("Images wait for it until they are " + age + " old.");
    }
    return remarks;
  }

  private static String text(JsonNode node, String member) {
    return Json.string(node, member);
  }

  private static String age(String time, Instant now) {
    try {
      return time.isEmpty() ? "" : ShortTime.between(Instant.parse(time), now);
    } catch (DateTimeParseException _) {
      return "";
    }
  }
}
