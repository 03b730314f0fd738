package dev.weir.remote.budget;

import java.time.Instant;

/**
 * That an account is not asked now, for people who want to know.
 *
 * @param why in a sentence that names the registry
 * @param until when it may be asked again, if nothing else happens
 */
public record Held(Reason reason, String why, Instant until) {
  /** Why, for those who must not know what others asked it for. */
  public enum Reason {
    /** It said that it is asked too often. */
    REFUSES,
    /** It did not answer, or could not. */
    FAILS,
    /** What it still grants is for people. */
    KEPT
  }
}
