package dev.weir.cli.follow;

import dev.weir.cli.call.CliException;
import dev.weir.cli.output.Spans;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is said of refusals, of objects without images, and of runs that failed. */
final class FollowWords {
  private static final int UNAUTHORIZED = 401;

  private FollowWords() {}

  /** Why nothing more is heard. */
  static RuntimeException of(RuntimeException why) {
    return why instanceof StatusException refusal && refusal.status().code() == UNAUTHORIZED
        ? CliException.error(
            "the server does not know this login any more ("
                + refusal.status().message()
                + "); log in again, and start this again")
        : why;
  }

  /** Why there is nothing to run yet. */
  static String waiting(Followed followed, ObjectNode seen) {
    String shown = followed.object().shown();
    if (!followed.container().isEmpty()) {
      return followed.containers(seen).contains(followed.container())
          ? shown + " waits for the image of container " + followed.container()
          : shown + " has no container " + followed.container() + " any more";
    }
    List<String> lacking = followed.lacking(seen);
    return lacking.isEmpty()
        ? shown + " has no image"
        : shown + " waits for the image of container " + String.join(", ", lacking);
  }

  /** How a run failed. */
  static String failure(RunningCommand.Outcome outcome, Duration timeout) {
    if (outcome.timedOut()) {
      return "ran for longer than " + Spans.exact(timeout) + " (--timeout) and was ended";
    }
    return "failed with exit "
        + outcome.exit()
        + (outcome.exit() == Program.NOT_FOUND ? " (command not found)" : "")
        + " after "
        + Spans.exact(outcome.took());
  }
}
