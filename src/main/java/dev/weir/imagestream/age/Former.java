package dev.weir.imagestream.age;

import java.time.Instant;

/**
 * An image that a tag does not take any more by itself.
 *
 * @param at when that was decided
 */
public record Former(
    String image, String reference, Instant first, Instant last, Fate fate, Instant at) {

  /** What became of it. */
  public enum Fate {
    /** It was the tag's, and another one was taken after it. */
    FOLLOWED,
    /** A newer one was taken instead. */
    SUPERSEDED,
    /** Its registry went back to what it had had before. */
    WITHDRAWN,
    /** So many came that not each of them is remembered. */
    THINNED
  }

  static Former of(Candidate candidate, Fate fate, Instant now) {
    return new Former(
        candidate.image(), candidate.reference(), candidate.first(), candidate.last(), fate, now);
  }
}
