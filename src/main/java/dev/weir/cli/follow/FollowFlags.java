package dev.weir.cli.follow;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Durations;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the command is run.
 *
 * @param input what it reads of the object
 * @param retries how often a run that failed is repeated for one image
 * @param timeout longest time of a run; zero for any
 * @param grace between TERM and KILL
 */
record FollowFlags(
    String container,
    Input input,
    boolean once,
    boolean again,
    boolean waits,
    int retries,
    Duration timeout,
    Duration grace) {
  private static final Duration USUAL_GRACE = Duration.ofSeconds(10);

  /** In which form the command reads the object. */
  enum Input {
    NONE,
    YAML,
    JSON;

    byte[] of(ObjectNode object) {
      return switch (this) {
        case NONE -> new byte[0];
        case YAML -> YamlDocuments.text(plain(object)).getBytes(StandardCharsets.UTF_8);
        case JSON -> Json.bytes(plain(object));
      };
    }

    /** Without {@code managedFields}, as {@code get} shows it. */
    private static ObjectNode plain(ObjectNode object) {
      ObjectNode copy = object.deepCopy();
      if (copy.get("metadata") instanceof ObjectNode meta) {
        meta.remove("managedFields");
      }
      return copy;
    }
  }

  static Flags declare(Flags flags) {
    return flags
        .text("-c,--container", "NAME", "Only the image of this container counts.")
        .text(
            "--stdin", "FORM", "What the command reads: the object as yaml or json; else nothing.")
        .flag("--once", "End with the command's exit code after one run.")
        .flag("--again", "Run at the start also for an image for which it ran before.")
        .text("--retries", "N", "How often a run that failed is repeated for one image; no limit.")
        .text("--timeout", "TIME", "Longest time of a run, such as 10m; no limit.")
        .text("--grace", "TIME", "Time that the command has to end after TERM; 10s.")
        .flag("--wait", "An object that is not there, or no longer, is waited for.")
        .text("--state", "FILE", "Where to keep what was done, to go on after a restart.");
  }

  /**
   * Reads them.
   *
   * @throws CliException if one makes no sense
   */
  static FollowFlags of(Call call) {
    boolean once = call.flag("--once");
    if (call.arguments().given("--container") && call.text("--container").isEmpty()) {
      throw CliException.usage("--container names no container");
    }
    return new FollowFlags(
        call.text("--container"),
        input(call.text("--stdin")),
        once,
        call.flag("--again"),
        call.flag("--wait"),
        retries(call, once),
        time(call, "--timeout", Duration.ZERO),
        time(call, "--grace", USUAL_GRACE));
  }

  private static Input input(String text) {
    return switch (text) {
      case "" -> Input.NONE;
      case "yaml" -> Input.YAML;
      case "json" -> Input.JSON;
      default ->
          throw CliException.usage(
              "invalid argument \"" + text + "\" for \"--stdin\" flag: it is yaml or json");
    };
  }

  private static int retries(Call call, boolean once) {
    String text = call.text("--retries");
    if (!call.arguments().given("--retries")) {
      return once ? 0 : Integer.MAX_VALUE;
    }
    if (!text.matches("\\d{1,9}")) {
      throw CliException.usage(
          "invalid argument \""
              + text
              + "\" for \"--retries\" flag: a number such as 3 is expected");
    }
    return Integer.parseInt(text);
  }

  private static Duration time(Call call, String flag, Duration usual) {
    String text = call.text(flag);
    if (!call.arguments().given(flag)) {
      return usual;
    }
    try {
      if (!text.isEmpty()) {
        return Durations.parse(text);
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw Durations.invalid(flag, text);
  }
}
