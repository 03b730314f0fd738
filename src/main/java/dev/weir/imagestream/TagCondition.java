package dev.weir.imagestream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Why a tag is not what it should be: {@code status.tags[].conditions[]} (image-api.md 3.10).
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param lastTransitionTime whole seconds, as it is stored
 */
public record TagCondition(
    String type,
    String status,
    Instant lastTransitionTime,
    String reason,
    String message,
    long generation) {
  public static final String IMPORT_SUCCESS = "ImportSuccess";

  public TagCondition {
    lastTransitionTime = lastTransitionTime.truncatedTo(ChronoUnit.SECONDS);
  }

  /** A failed import. */
  public static TagCondition importFailed(
      Instant now, String reason, String message, long generation) {
    String said = message.isEmpty() ? "unknown error prevented import" : message;
    return new TagCondition(IMPORT_SUCCESS, "False", now, reason, said, generation);
  }

  /** The same, said of a newer generation of the spec tag. */
  TagCondition withGeneration(long newer) {
    return new TagCondition(type, status, lastTransitionTime, reason, message, newer);
  }

  boolean saysTheSame(TagCondition other) {
    return type.equals(other.type)
        && status.equals(other.status)
        && reason.equals(other.reason)
        && message.equals(other.message);
  }
}
