package dev.weir.cli.why;

import dev.weir.cli.output.Ages;
import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One object's reasons as lines for people: a line for each step. */
final class WhyText {
  private static final Pattern DIGEST = Pattern.compile("(sha256:[0-9a-f]{12})[0-9a-f]{52}");

  private final ObjectNode why;
  private final Instant now;
  private final boolean wide;

  /**
   * Of an answer of the server.
   *
   * @param wide whole digests are shown
   */
  WhyText(ObjectNode why, Instant now, boolean wide) {
    this.why = why;
    this.now = now;
    this.wide = wide;
  }

  /** {@code deployments.apps/web}. */
  static String name(ObjectNode why) {
    return clean(Json.string(why, "resource") + "/" + Meta.name(why));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    ArrayNode owners = Json.arrayAt(why, "owners");
    if (!owners.isEmpty()) {
      lines.add(
          "made by "
              + owners
                  .valueStream()
                  .map(owner -> clean(owner.asString("")))
                  .collect(Collectors.joining(", that by ")));
    }
    for (JsonNode image : Json.arrayAt(why, "images")) {
      image(image, lines);
    }
    if (Json.arrayAt(why, "images").isEmpty()) {
      lines.add("it names no image");
    }
    if (why.path("omitted").isNumber()) {
      lines.add("and " + why.path("omitted") + " more images");
    }
    for (JsonNode problem : Json.arrayAt(why, "problems")) {
      lines.add(sentence(problem.asString("")));
    }
    return lines;
  }

  private void image(JsonNode image, List<String> lines) {
    ObjectNode moved = Json.objectAt(image, "moved");
    String since =
        moved.isEmpty()
            ? ""
            : "  (since " + ago(Json.string(moved, "when")) + before(moved, "from") + ")";
    String named = Json.string(image, "image");
    lines.add(
        clean(Json.string(image, "where"))
            + "  "
            + (named.isBlank() ? "no image" : sentence(named))
            + since);
    if (image.has("follows")) {
      lines.add("  " + follows(Json.objectAt(image, "follows")));
    } else if (!image.has("tag")) {
      unmoved(image, lines);
    }
    List<ObjectNode> events = new ArrayList<>();
    for (JsonNode event : Json.arrayAt(image, "events")) {
      if (event instanceof ObjectNode object) {
        events.add(object);
      }
    }
    Set<String> told = new HashSet<>();
    for (int i = 0; i < events.size(); i++) {
      String next = i + 1 < events.size() ? Json.string(events.get(i + 1), "created") : "";
      boolean first = told.add(Json.string(events.get(i), "tag"));
      lines.add("  " + event(events.get(i), next) + (first ? gone(events.get(i)) : ""));
      if (first) {
        hold(events.get(i), lines);
      }
    }
    String end = Json.string(Json.objectAt(image, "end"), "message");
    if (!end.isEmpty()) {
      lines.add("  " + sentence(end));
    }
  }

  private void unmoved(JsonNode image, List<String> lines) {
    if (Json.string(image, "image").isBlank()) {
      return;
    }
    if (Json.string(why, "resource").equals("builds.build.openshift.io")) {
      lines.add("  a build keeps what it was made with");
    } else if (image.has("names")) {
      named(image, lines);
    } else {
      nothing(image, lines);
    }
    ArrayNode tags = Json.arrayAt(image, "tags");
    if (!tags.isEmpty()) {
      lines.add(
          "  tags that have it now: "
              + tags.valueStream()
                  .map(tag -> tag(tag.asString("")))
                  .collect(Collectors.joining(", ")));
    }
  }

  private void named(JsonNode image, List<String> lines) {
    String tag = tag(Json.string(image, "names"));
    ArrayNode owners = Json.arrayAt(why, "owners");
    String object =
        owners.isEmpty() ? name(why) : clean(owners.get(owners.size() - 1).asString(""));
    lines.add("  nothing moves it by itself: whoever starts it takes what " + tag + " is then");
    LetFollow.command(object, Json.string(image, "where"), tag)
        .ifPresent(command -> lines.add("  to let it follow: " + clean(command)));
    JsonNode now = Json.arrayAt(image, "events").path(0);
    String is = Json.string(now, "image");
    if (now.isObject()) {
      lines.add(
          "  "
              + tag
              + " is "
              + digest(is.isEmpty() ? Json.string(now, "dockerImageReference") : is)
              + " now");
    }
  }

  private static void nothing(JsonNode image, List<String> lines) {
    lines.add(
        "  nothing moves it: "
            + (image.path("lookedUp").asBoolean(false)
                ? "the name that it had was looked up when it was written"
                : "it was set by hand"));
  }

  private String follows(ObjectNode follows) {
    String tag = tag(Json.string(follows, "tag"));
    String message = sentence(Json.string(follows, "message"));
    String more = message.isEmpty() ? "" : ": " + message;
    String wants = Json.string(follows, "wants");
    String now = wants.isEmpty() ? "" : ", which is " + digest(wants) + " now";
    return switch (Json.string(follows, "state")) {
      case "current" -> "follows " + tag + ", and is up to date";
      case "behind", "fixed" -> "follows " + tag + now + more;
      case "paused" ->
          "follows " + tag + now + (now.isEmpty() ? ", and is paused" : ", but " + paused());
      case "empty" -> "follows " + tag + ", which has no image" + more;
      case "refused" -> "follows " + tag + now + ", but may not" + more;
      case "idle" -> "says that it follows " + tag + now + ", and does not" + more;
      default -> "follows " + tag + more;
    };
  }

  private String paused() {
    return LetFollow.once(Json.string(why, "resource"), Meta.name(why))
        .map(command -> "only when told: " + clean(command))
        .orElse("is paused");
  }

  private String event(ObjectNode event, String next) {
    String tag = tag(Json.string(event, "tag"));
    String from = source(Json.string(event, "from"));
    String by = Json.string(event, "by");
    String made = by.isEmpty() ? "" : " by " + clean(by);
    String moved = Json.string(event, "moved");
    String created = Json.string(event, "created");
    // what earlier builds wrote of a tag that was pointed at another has the time of that one's
    boolean copied = event.path("guessed").asBoolean(false) && created.equals(next);
    String when = copied ? "" : ", " + ago(moved.isEmpty() ? created : moved);
    String before = before(event, "previous");
    String rest = made + when + (before.isEmpty() ? "" : " (" + before.substring(2) + ")");
    if (event.path("followed").asBoolean(false)) {
      return tag + " follows " + from;
    }
    return switch (Json.string(event, "how")) {
      case "push" -> tag + " was pushed" + rest;
      case "import" -> tag + " was imported" + (from.isEmpty() ? "" : " from " + from) + rest;
      case "tag" -> tag + " was pointed at " + (from.isEmpty() ? "it" : from) + rest;
      case "rollback" -> tag + " was put back" + (from.isEmpty() ? "" : " to " + from) + rest;
      case "early" ->
          tag + " was given it before its time" + (from.isEmpty() ? "" : " from " + from) + rest;
      default -> tag + " came to it" + rest;
    };
  }

  /** Amid a sentence. */
  private String ago(String time) {
    String ago = Ages.ago(time, now);
    return ago.substring(0, 1).toLowerCase(Locale.ROOT) + ago.substring(1);
  }

  private static String gone(ObjectNode event) {
    return event.path("current").asBoolean(true) ? "" : ", and is at another image by now";
  }

  private void hold(ObjectNode event, List<String> lines) {
    String hold = Json.string(event, "hold");
    if (!hold.isEmpty()) {
      String tag = tag(Json.string(event, "tag"));
      lines.add("  " + tag + " is held: " + sentence(hold) + " (weir release " + tag + ")");
    }
    String age = Json.string(event, "minimumAge");
    if (!age.isEmpty()) {
      String tag = tag(Json.string(event, "tag"));
      lines.add(
          "  "
              + tag
              + " takes only what has been seen there for "
              + clean(age)
              + " (weir tag explain "
              + tag
              + ")");
    }
  }

  private String before(JsonNode holder, String member) {
    String image = Json.string(holder, member);
    return image.isBlank() ? "" : ", before: " + digest(image);
  }

  /** Tags of the object's own namespace are named without it. */
  private String tag(String tag) {
    String own = Meta.namespace(why) + "/";
    return clean(tag.startsWith(own) ? tag.substring(own.length()) : tag);
  }

  private String source(String from) {
    return tag(sentence(from));
  }

  /** What names an image best where there is little room. */
  private String digest(String image) {
    int at = image.lastIndexOf('@');
    return sentence(at < 0 ? image : image.substring(at + 1));
  }

  private String sentence(String text) {
    return wide ? clean(text) : DIGEST.matcher(clean(text)).replaceAll("$1…");
  }

  private static String clean(String text) {
    return OneLine.of(text, '?');
  }
}
