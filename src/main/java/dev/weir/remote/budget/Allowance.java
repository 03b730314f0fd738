package dev.weir.remote.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What a registry said is left of what it grants an account.
 *
 * @param limit requests in all; empty if it does not say
 * @param remaining of them
 * @param pullsOnly only manifests that are fetched count, as Docker Hub has it
 * @param span how long after it was said it means something: until the registry grants anew, or the
 *     whole window where it does not say when that is
 * @param seen when it was said
 */
public record Allowance(
    OptionalLong limit, long remaining, boolean pullsOnly, Duration span, Instant seen) {
  /** One part in so many is for people alone. */
  private static final long PARTS = 5;

  /** When it means nothing any more. */
  public Instant until() {
    return seen.plus(span);
  }

  /** True if what is left is for people. */
  public boolean isLow() {
    return remaining <= limit.orElse(0) / PARTS;
  }

  boolean counts(Cost cost) {
    return !pullsOnly || cost == Cost.PULL;
  }

  /** After one more request that counts. */
  Allowance less() {
    return new Allowance(limit, Math.max(0, remaining - 1), pullsOnly, span, seen);
  }

  /** After one request that was counted and came to nothing. */
  Allowance more() {
    long most = limit.orElse(Long.MAX_VALUE);
    return new Allowance(limit, Math.min(most, remaining + 1), pullsOnly, span, seen);
  }

  /** True if it leaves less, or the same for longer. */
  public boolean isTighterThan(Allowance other) {
    if (isLow() && other.isLow() && !until().equals(other.until())) {
      return until().isAfter(other.until());
    }
    return share() < other.share();
  }

  private double share() {
    return limit.isEmpty() && remaining > 0 ? 1 : remaining / (double) limit.orElse(1);
  }

  /** Such as {@code 12 of 100 pulls}. */
  public String words() {
    String all = limit.isPresent() ? " of " + limit.getAsLong() : "";
    return remaining + all + (pullsOnly ? " pulls" : " requests");
  }
}
