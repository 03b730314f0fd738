package dev.weir.importing.schedule;

import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Allowance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the looks at one scheduled tag.
 *
 * @param from pull spec that is looked at, as the user typed it
 * @param host of the registry that is asked, {@code host[:port]}
 * @param interval how often it is looked at now
 * @param slow it is looked at more rarely than its stream or the server says, because it has not
 *     moved for long
 * @param last what came of the newest look since the server started
 * @param next when it is looked at again; in the past if it is late
 * @param late why it has not been looked at although it was due, in a sentence; empty if it is not
 *     late
 * @param allowance what the registry said is left of what it grants the login that is used; empty
 *     if it said nothing of it
 */
public record TagCheck(
    StreamName stream,
    String tag,
    String from,
    String host,
    Duration interval,
    boolean slow,
    Optional<Result> last,
    Instant next,
    Optional<String> late,
    Optional<Allowance> allowance) {
  /**
   * What came of a look.
   *
   * @param message why it failed; empty if it did not
   */
  public record Result(Instant at, Outcome outcome, String message) {}

  /** How a look ended. */
  public enum Outcome {
    /** The registry has what the tag has. */
    UNCHANGED,
    /** Another image was brought. */
    MOVED,
    FAILED
  }
}
