package dev.weir.cli.admin;

import dev.weir.cli.output.TabbedText;
import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import dev.weir.resource.ShortTime;
import dev.weir.resource.Sizes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How a server is, for people: what it is first, what to do last, where the eye is. */
final class ServerStatusText {
  private final JsonNode status;
  private final Instant now;
  private final StringBuilder head = new StringBuilder();

  private ServerStatusText(JsonNode status, Instant now) {
    this.status = status;
    this.now = now;
  }

  static String of(JsonNode status, Instant now) {
    ServerStatusText text = new ServerStatusText(status, now);
    text.head();
    return TabbedText.DESCRIBE.align(text.head.toString())
        + tags("Failed imports", "SINCE", Json.arrayAt(text.at("imports"), "failedTags"), now)
        + tags(
            "Late scheduled tags", "DUE SINCE", Json.arrayAt(text.at("imports"), "lateTags"), now)
        + upstreams(Json.arrayAt(status, "upstreams"), now)
        + waiting(Json.arrayAt(text.at("triggers"), "objects"))
        + findings(Json.arrayAt(status, "findings"));
  }

  private JsonNode at(String member) {
    return Json.objectAt(status, member);
  }

  private void head() {
    line("Version", shown(status, "version"));
    line("Up", ago(status, "started", now) + ", since " + shown(status, "started"));
    JsonNode addresses = at("addresses");
    line("API", shown(addresses, "api"));
    line(
        "Registry",
        shown(addresses, "registry") + ", in pull specs " + shown(addresses, "registryHost"));
    Json.arrayAt(addresses, "published").forEach(url -> line("Published", clean(url.asString(""))));
    for (JsonNode one : Json.arrayAt(status, "certificates")) {
      line(
          "Certificate",
          "the %s, %d days left (%s)"
              .formatted(
                  shown(one, "of").replaceFirst("'s$", "'s own"),
                  one.path("daysLeft").asLong(0),
                  shown(one, "subject")));
    }
    for (JsonNode disk : Json.arrayAt(status, "disks")) {
      line("Disk", shown(disk, "name") + ", " + room(disk));
    }
    JsonNode store = at("store");
    line(
        "Store",
        "revision %d, %s%s"
            .formatted(
                number(store, "revision"),
                Sizes.decimal(number(store, "bytes")),
                store.path("writable").asBoolean(true) ? "" : ", cannot be written"));
    JsonNode imports = at("imports");
    line(
        "Imports",
        "%d tags scheduled, %d late; the last import of %d tags failed"
            .formatted(
                number(imports, "scheduled"), number(imports, "late"), number(imports, "failed")));
    line("Triggers", number(at("triggers"), "waiting") + " waiting for an image");
    JsonNode collection = at("collection");
    line(
        "Collection",
        "%s; %d digests to go, %s; %d overdue"
            .formatted(
                collection.has("lastRound")
                    ? "last round " + ago(collection, "lastRound", now) + " ago"
                    : "no round yet",
                number(collection, "pending"),
                Sizes.decimal(number(collection, "pendingBytes")),
                number(collection, "overdue")));
    if (status.has("checks")) {
      checks(at("checks"));
    }
  }

  private void checks(JsonNode checks) {
    JsonNode last = Json.objectAt(checks, "last");
    line(
        "Check",
        last.isEmpty()
            ? "nobody asked for one yet"
            : "%s; %d findings, %d repaired"
                .formatted(when(last), number(last, "findings"), number(last, "repaired")));
    JsonNode scrub = Json.objectAt(checks, "scrub");
    line(
        "Scrub",
        scrub.isEmpty()
            ? "off"
            : "%d%% of a round of %s; %d damaged blobs; %s"
                .formatted(
                    number(scrub, "percent"),
                    ShortTime.between(
                        Instant.EPOCH, Instant.ofEpochSecond(number(scrub, "periodSeconds"))),
                    number(scrub, "damaged"),
                    scrub.has("look")
                        ? "%d findings elsewhere, %s ago"
                            .formatted(
                                number(Json.objectAt(scrub, "look"), "findings"),
                                ago(Json.objectAt(scrub, "look"), "at", now))
                        : "nothing else looked at yet"));
  }

  private String when(JsonNode check) {
    if (check.path("running").asBoolean(false)) {
      return "running for " + ago(check, "began", now);
    }
    return check.has("ended")
        ? "ended " + ago(check, "ended", now) + " ago"
        : "broke off, begun " + ago(check, "began", now) + " ago";
  }

  /** Those of which something is amiss. */
  private static String upstreams(JsonNode upstreams, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode one : upstreams) {
      JsonNode none = Json.objectAt(one, "unanswered");
      JsonNode held = Json.objectAt(one, one.has("held") ? "held" : "pullsHeld");
      if (none.isEmpty() && held.isEmpty()) {
        continue;
      }
      rows.add(
          List.of(
              shown(one, "host") + (one.has("login") ? " (" + shown(one, "login") + ")" : ""),
              none.isEmpty() ? "<none>" : ago(none, "since", now),
              held.isEmpty() ? "<none>" : until(Json.string(held, "until"), now),
              shown(held.isEmpty() ? none : held, "message")));
    }
    return table(
        "Other registries", List.of("HOST", "NO ANSWER FOR", "LEFT ALONE FOR", "WHY"), rows);
  }

  private static String until(String text, Instant now) {
    return time(text).map(at -> ShortTime.between(now, at)).orElse("<none>");
  }

  private static String room(JsonNode disk) {
    long bytes = number(disk, "bytes");
    return bytes <= 0
        ? "cannot be looked at"
        : Sizes.decimal(number(disk, "freeBytes")) + " of " + Sizes.decimal(bytes) + " free";
  }

  private void line(String title, String value) {
    head.append(title).append(":\t").append(value).append('\n');
  }

  private static String tags(String title, String when, JsonNode tags, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode tag : tags) {
      rows.add(List.of(shown(tag, "tag"), ago(tag, "since", now), shown(tag, "message")));
    }
    return table(title, List.of("TAG", when, "WHY"), rows);
  }

  private static String waiting(JsonNode objects) {
    List<List<String>> rows = new ArrayList<>();
    objects.forEach(one -> rows.add(List.of(shown(one, "object"), shown(one, "tag"))));
    return table("Waiting for an image", List.of("OBJECT", "TAG"), rows);
  }

  private static String table(String title, List<String> header, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(String.join("\t", header)).append('\n');
    rows.forEach(row -> text.append(String.join("\t", row)).append('\n'));
    return "\n" + title + ":\n" + TabbedText.GET.align(text.toString());
  }

  private static String findings(JsonNode findings) {
    StringBuilder text = new StringBuilder();
    for (JsonNode one : findings) {
      text.append(
          "  %s: %s\n    %s\n"
              .formatted(
                  shown(one, "level").toUpperCase(Locale.ROOT),
                  shown(one, "message"),
                  shown(one, "next")));
    }
    return text.isEmpty() ? "\nAll is well.\n" : "\nWhat to do:\n" + text;
  }

  private static long number(JsonNode node, String member) {
    return node.path(member).asLong(0);
  }

  private static String shown(JsonNode node, String member) {
    String text = Json.string(node, member);
    return text.isEmpty() ? "<none>" : clean(text);
  }

  private static String clean(String text) {
    return OneLine.of(text, '?');
  }

  private static String ago(JsonNode node, String member, Instant now) {
    return time(Json.string(node, member)).map(at -> ShortTime.between(at, now)).orElse("<none>");
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
