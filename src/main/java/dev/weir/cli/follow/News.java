package dev.weir.cli.follow;

import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** What the loop is told by its watch and by runs. */
sealed interface News {
  /** The object as it is. */
  record Seen(ObjectNode object) implements News {}

  /** There is no such object, or no longer. */
  record Gone() implements News {}

  /** The server cannot be heard; it is asked again after the pause. */
  record Broken(String why, Duration pause) implements News {}

  /** It can be heard again. */
  record Mended() implements News {}

  /** It will not be heard again. */
  record Over(RuntimeException why) implements News {}

  /** A run has ended. */
  record Ended(RunningCommand.Outcome outcome) implements News {}
}
