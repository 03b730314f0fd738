package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.output.Progress;
import dev.weir.resource.Json;
import dev.weir.resource.Sizes;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is shown of a check: each finding as it comes, and how it ended. */
final class CheckText {
  private final Call call;
  private final boolean json;
  private volatile String state = "checking";
  private @Nullable ObjectNode end;

  CheckText(Call call, boolean json) {
    this.call = call;
    this.json = json;
  }

  /** Where the check is, in a short line. */
  String state() {
    return state;
  }

  void take(ObjectNode line, Progress progress) {
    PrintStream out = call.context().out();
    switch (Json.string(line, "type")) {
      case "progress" -> state = state(line);
      case "finding" -> progress.print(out, json ? Json.text(line) : finding(line));
      case "end" -> {
        end = line;
        if (json) {
          progress.print(out, Json.text(line));
        }
      }
      case "error" -> throw CliException.error(Json.string(line, "message"));
      default -> {
        // of a later version
      }
    }
  }

  private static String state(ObjectNode line) {
    long done = line.path("done").asLong(0);
    long total = Math.max(1, line.path("total").asLong(0));
    return "checking %s: %d %%, %s read so far"
        .formatted(
            Json.string(line, "step"),
            done * 100 / total,
            Sizes.decimal(line.path("bytes").asLong(0)));
  }

  private static String finding(ObjectNode line) {
    String place = Json.string(line, "place");
    return "%s %s%s: %s%s"
        .formatted(
            Json.string(line, "kind"),
            Json.string(line, "object"),
            place.isEmpty() ? "" : " in " + place,
            Json.string(line, "message"),
            line.path("repaired").asBoolean(false) ? " (repaired)" : "");
  }

  /** Tells how it ended. */
  ExitCode end() {
    ObjectNode last =
        Optional.ofNullable(end)
            .orElseThrow(
                () -> CliException.error("the check was broken off before it came to its end"));
    long findings = last.path("findings").asLong(0);
    long repaired = last.path("repaired").asLong(0);
    String stopped = Json.string(last, "stopped");
    if (!json) {
      call.print(
          "checked %d blobs (%s) and %d entries: %s"
              .formatted(
                  last.path("blobs").asLong(0),
                  Sizes.decimal(last.path("bytes").asLong(0)),
                  last.path("entries").asLong(0),
                  findings == 0
                      ? "all is as it should be"
                      : findings
                          + (findings == 1 ? " finding, " : " findings, ")
                          + repaired
                          + " repaired"));
    }
    if (!stopped.isEmpty()) {
      call.warn("error: " + stopped);
    }
    return findings == repaired && stopped.isEmpty() ? ExitCode.SUCCESS : ExitCode.FAILURE;
  }
}
