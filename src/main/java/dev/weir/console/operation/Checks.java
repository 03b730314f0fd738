package dev.weir.console.operation;

import dev.weir.resource.Json;
import dev.weir.resource.ShortTime;
import dev.weir.resource.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What checks of the storage found, of the page of the server's status. Pure. */
public final class Checks {
  private final Instant now;
  private final List<Line> lines = new ArrayList<>();

  private Checks(Instant now) {
    this.now = now;
  }

  /**
   * One thing that is known.
   *
   * @param name such as {@code Last check}
   * @param amiss something was found that is not as it should be
   * @param when empty if that is said in words, or is not known
   */
  public record Line(String name, boolean amiss, String text, Optional<When> when) {}

  static List<Line> of(JsonNode status, Instant now) {
    Checks checks = new Checks(now);
    JsonNode all = Json.objectAt(status, "checks");
    checks.last(Json.objectAt(all, "last"));
    checks.scrub(Json.objectAt(all, "scrub"));
    long lost = status.path("store").path("lostBlobs").asLong(0);
    checks.line("Blobs that are lost", lost > 0, lost == 0 ? "none" : "" + lost, Optional.empty());
    return checks.lines;
  }

  private void line(String name, boolean amiss, String text, Optional<When> when) {
    lines.add(new Line(name, amiss, text, when));
  }

  private Optional<When> at(JsonNode node, String member) {
    return When.of(Json.string(node, member), now);
  }

  private void last(JsonNode last) {
    String name = "Last check";
    if (last.isEmpty()) {
      line(name, false, "nobody asked for one yet", Optional.empty());
      return;
    }
    long findings = last.path("findings").asLong(0);
    String found = found(findings, last.path("repaired").asLong(0));
    if (last.path("running").asBoolean(false)) {
      line(
          name,
          findings > 0,
          "runs: %s, %s of blobs so far, %s; begun"
              .formatted(step(last), Sizes.binary(last.path("bytes").asLong(0)), found),
          at(last, "began"));
    } else if (last.has("ended")) {
      line(
          name,
          findings > last.path("repaired").asLong(0),
          "%s in %d blobs (%s) and %d entries%s,"
              .formatted(
                  found,
                  last.path("blobs").asLong(0),
                  Sizes.binary(last.path("bytes").asLong(0)),
                  last.path("entries").asLong(0),
                  last.has("stopped") ? "; " + Json.string(last, "stopped") : ""),
          at(last, "ended"));
    } else {
      line(
          name,
          true,
          "broke off before its end, with %s; begun".formatted(found),
          at(last, "began"));
    }
  }

  private static String step(JsonNode last) {
    String step = Json.string(last, "step");
    return step.isEmpty() ? "it has just begun" : "it looks at " + step;
  }

  private static String found(long findings, long repaired) {
    if (findings == 0) {
      return "nothing amiss";
    }
    return "%d %s, %d of them repaired"
        .formatted(findings, findings == 1 ? "finding" : "findings", repaired);
  }

  private void scrub(JsonNode scrub) {
    String name = "Scrub";
    if (scrub.isEmpty()) {
      line(name, false, "off (--scrub)", Optional.empty());
      return;
    }
    long damaged = scrub.path("damaged").asLong(0);
    line(
        name,
        damaged > 0,
        "compares each blob once in %s; %d %% of this round, %s; begun"
            .formatted(
                span(scrub.path("periodSeconds").asLong(0)),
                scrub.path("percent").asLong(0),
                damaged(damaged)),
        at(scrub, "began"));
    JsonNode round = Json.objectAt(scrub, "last");
    if (!round.isEmpty()) {
      long before = round.path("damaged").asLong(0);
      line("Its round before this", before > 0, damaged(before) + ", ended", at(round, "ended"));
    }
    JsonNode look = Json.objectAt(scrub, "look");
    if (!look.isEmpty()) {
      long amiss = look.path("findings").asLong(0);
      line(
          "Its look at entries",
          amiss > 0,
          amiss == 0 ? "nothing amiss," : amiss + " not as they should be,",
          at(look, "at"));
    }
  }

  private static String damaged(long blobs) {
    return switch ((int) Math.min(blobs, 2)) {
      case 0 -> "no damaged blob";
      case 1 -> "1 damaged blob";
      default -> blobs + " damaged blobs";
    };
  }

  private static String span(long seconds) {
    return ShortTime.between(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofSeconds(seconds)));
  }
}
