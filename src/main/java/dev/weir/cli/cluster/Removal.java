package dev.weir.cli.cluster;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** How objects are removed: what goes with them, how long they get, and waiting for their end. */
public final class Removal {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** Answers after which there is nothing to wait for: gone, or not to be seen. */
  private static final Set<Integer> NOT_SEEN = Set.of(403, 404, 405);

  /** How long one waits to make an object anew if nobody says. */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private Removal() {}

  public static Flags declare(Flags flags) {
    return flags
        .text("--timeout", "TIME", "Longest time to wait; 0 is no limit.")
        .text("--grace-period", "SECONDS", "Time that the object gets to end.")
        .optional("--cascade", "MODE", "background", "background, foreground or orphan.");
  }

  /**
   * One object to remove.
   *
   * @param uid empty as long as the server did not tell it
   */
  public record Doomed(ObjectName name, String namespace, String uid) {
    public Doomed(ObjectName name, String namespace) {
      this(name, namespace, "");
    }

    public Doomed told(ObjectNode answer) {
      String status = Json.string(Json.objectAt(answer, "details"), "uid");
      return new Doomed(name, namespace, status.isEmpty() ? Meta.uid(answer) : status);
    }
  }

  /** The options of the request, without a grace period. */
  private static ObjectNode policy(Call call) {
    String cascade = call.text("--cascade");
    String policy =
        switch (cascade) {
          case "", "background", "true" -> "Background";
          case "foreground" -> "Foreground";
          case "orphan", "false" -> "Orphan";
          default ->
              throw CliException.error(
                  "invalid cascade value ("
                      + cascade
                      + "). Must be \"background\", \"foreground\", or \"orphan\"");
        };
    return Json.object().put("propagationPolicy", policy);
  }

  /**
   * The options of the request.
   *
   * @param grace seconds that the object gets; empty or negative for its own
   */
  public static ObjectNode options(Call call, String grace) {
    ObjectNode options = policy(call);
    if (!grace.matches("-?\\d{1,9}|")) {
      throw CliException.flags(
          "invalid argument \"%s\" for \"--grace-period\" flag: seconds are expected"
              .formatted(grace));
    }
    if (!grace.isEmpty() && !grace.startsWith("-")) {
      options.put("gracePeriodSeconds", Integer.parseInt(grace));
    }
    return options;
  }

  public static Duration limit(Call call) {
    String text = call.text("--timeout");
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException _) {
      throw Durations.invalid("--timeout", text);
    }
  }

  public static void awaitGone(Duration limit, Cluster cluster, List<Doomed> gone)
      throws InterruptedException {
    long start = System.nanoTime();
    for (Doomed doomed : gone) {
      Duration pause = FIRST_PAUSE;
      while (isThere(cluster, doomed)) {
        if (!limit.isZero() && System.nanoTime() - start > limit.toNanos()) {
          ObjectName name = doomed.name();
          throw CliException.error(
              "timed out waiting for the condition on " + name.kind().plural() + "/" + name.name());
        }
        Thread.sleep(pause);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    }
  }

  /** Another object of the name is somebody else's: a loop may make what it needs anew. */
  private static boolean isThere(Cluster cluster, Doomed doomed) {
    ObjectName name = doomed.name();
    try {
      ObjectNode found =
          cluster.resources().get(name.kind(), doomed.namespace(), name.name()).tree();
      return doomed.uid().isEmpty() || doomed.uid().equals(Meta.uid(found));
    } catch (StatusException e) {
      if (NOT_SEEN.contains(e.status().code())) {
        return false;
      }
      throw e;
    }
  }
}
