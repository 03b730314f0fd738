package dev.weir.cli.build;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Says what a wait for a build is for, when it has taken a while, and when that changes. */
final class BuildPatience {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Consumer<String> lines;
  private final long from = System.nanoTime() + SILENCE.toNanos();
  private String now = "";
  private String said = "";

  BuildPatience(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Notes how the build is. */
  void seen(ObjectNode build) {
    now = words(build);
  }

  /** A wait that ends when there is something to say. */
  Duration shorten(Duration wait) {
    Duration silence = Duration.ofNanos(Math.max(1_000_000, from - System.nanoTime()));
    return said.isEmpty() && silence.compareTo(wait) < 0 ? silence : wait;
  }

  /** Says it, if it is time and new. */
  void speak() {
    if (System.nanoTime() - from >= 0 && !now.equals(said)) {
      lines.accept(now);
      said = now;
    }
  }

  private static String words(ObjectNode build) {
    JsonNode status = Json.objectAt(build, "status");
    String phase = Json.string(status, "phase");
    String message = Json.string(status, "message");
    String why = message.isEmpty() && phase.equals("New") ? ofNew(build, status) : message;
    return "waiting: the build %s/%s is %s%s"
        .formatted(Meta.namespace(build), Meta.name(build), phase, why.isEmpty() ? "" : ": " + why);
  }

  private static String ofNew(ObjectNode build, JsonNode status) {
    boolean itsTurn =
        Json.arrayAt(status, "conditions")
            .valueStream()
            .anyMatch(
                condition ->
                    Json.string(condition, "type").equals("Startable")
                        && Json.string(condition, "status").equals("True"));
    return itsTurn
        ? "it is its turn, and no builder has taken it. Weir runs none: one of yours must look for"
            + " builds of the project "
            + Meta.namespace(build)
            + "; Ctrl-C ends the wait, weir cancel-build the build"
        : "";
  }
}
