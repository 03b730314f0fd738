package dev.weir.prune;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is asked of pruning (cli.md 13).
 *
 * @param keepYoungerThan images, streams and ended pods younger than this are left alone; empty:
 *     age does not matter where the size does, and else everything counts as young
 * @param keepTagRevisions newest items kept of each tag
 * @param overSizeLimit items go that are larger than a LimitRange of their namespace allows, and no
 *     others
 * @param allImages images of other registries go too, not only those that were pushed here
 * @param registry links and blobs of the registry go too, not only what the API has
 * @param streamsOnly only histories are shortened, and images stay: one namespace does not say who
 *     else uses them
 * @param ignoreInvalidReferences pull specs that cannot be read are no reason to stop
 */
public record PruneRules(
    Optional<Duration> keepYoungerThan,
    int keepTagRevisions,
    boolean overSizeLimit,
    boolean allImages,
    boolean registry,
    boolean streamsOnly,
    boolean ignoreInvalidReferences) {
  public static final Duration USUAL_AGE = Duration.ofMinutes(60);
  public static final int USUAL_REVISIONS = 3;

  /** As nobody asked for anything else. */
  public static PruneRules usual() {
    return keeping(USUAL_AGE, USUAL_REVISIONS);
  }

  /** The newest of each tag, and what is young. */
  public static PruneRules keeping(Duration age, int revisions) {
    return new PruneRules(Optional.of(age), revisions, false, true, true, false, false);
  }

  /** What is too large for its namespace. */
  public static PruneRules overLimits() {
    return new PruneRules(Optional.empty(), 0, true, true, true, false, false);
  }

  /** The same of one namespace, whose images stay. */
  public PruneRules ofOneNamespace() {
    return new PruneRules(
        keepYoungerThan,
        keepTagRevisions,
        overSizeLimit,
        allImages,
        registry,
        true,
        ignoreInvalidReferences);
  }

  /** The same of histories, and nothing that is left of what was in them. */
  public PruneRules ofHistoriesAlone() {
    return new PruneRules(
        keepYoungerThan,
        keepTagRevisions,
        overSizeLimit,
        allImages,
        false,
        true,
        ignoreInvalidReferences);
  }

  /** What was made later is young. */
  Instant threshold(Instant now) {
    return keepYoungerThan.map(age -> before(now, age)).orElse(Instant.MIN);
  }

  private static Instant before(Instant now, Duration age) {
    return age.compareTo(Duration.between(Instant.MIN, now)) > 0 ? Instant.MIN : now.minus(age);
  }

  /** Whether an image, item or stream is kept for its age. */
  boolean keepsForAge(Instant created, Instant now) {
    return !overSizeLimit && created.isAfter(threshold(now));
  }

  /** Of things that go, such as {@code older than 1h0m0s}; empty if their age does not matter. */
  String age() {
    return overSizeLimit
        ? ""
        : keepYoungerThan
            .filter(age -> !age.isZero())
            .map(age -> "older than " + Spans.text(age))
            .orElse("");
  }
}
