package dev.weir.importing.age;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that was seen under the tag of another registry, as people are told of it.
 *
 * @param first when it was seen first there, by the wall clock
 * @param last when it was last seen there, to the hour
 * @param aged when it is or was old enough; empty if it never is by itself
 * @param why in a sentence
 */
public record Shown(
    String image,
    String reference,
    Instant first,
    Instant last,
    Optional<Instant> aged,
    State state,
    String why) {
  /** How it stands with it. */
  public enum State {
    /** The tag took it last. */
    TAKEN,
    /** It is not old enough. */
    WAITING,
    /** It is old enough, and something else is in the way. */
    READY,
    /** It was the tag's, and another one was taken after it. */
    FOLLOWED,
    /** A newer one was taken instead. */
    SUPERSEDED,
    /** Its registry went back to what it had had before. */
    WITHDRAWN,
    /** So many came that not each of them is remembered. */
    THINNED
  }
}
