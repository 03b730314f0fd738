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

  /** Whether the tag's image could be had from its registry when somebody last pulled it here. */
  public static final String PULL_THROUGH = "PullThrough";

  /** Reason of an import that found nothing that is old enough. */
  public static final String WAITING_FOR_AGE = "WaitingForAge";

  private static final String OF_REPOSITORY = "repository ";
  private static final String NOT_IMPORTED = " was not imported: ";

  public TagCondition {
    lastTransitionTime = lastTransitionTime.truncatedTo(ChronoUnit.SECONDS);
  }

  /** A failed import. */
  public static TagCondition importFailed(
      Instant now, String reason, String message, long generation) {
    String said = message.isEmpty() ? "unknown error prevented import" : message;
    return new TagCondition(IMPORT_SUCCESS, "False", now, reason, said, generation);
  }

  /**
   * A failed import of the stream's whole repository, which has no tag of its own.
   *
   * @param repository pull spec without a tag
   */
  static TagCondition repositoryFailed(
      Instant now, String repository, String reason, String message, long generation) {
    return importFailed(
        now, reason, OF_REPOSITORY + repository + NOT_IMPORTED + message, generation);
  }

  /** An import that found nothing that is old enough for the tag. */
  static TagCondition waitsForAge(Instant now, String message, long generation) {
    return importFailed(now, WAITING_FOR_AGE, message, generation);
  }

  /** True if the tag has nothing yet because all that was found has to wait. */
  public boolean tellsOfWaiting() {
    return type.equals(IMPORT_SUCCESS) && reason.equals(WAITING_FOR_AGE);
  }

  /** A pull through the integrated registry that failed at the image's own. */
  public static TagCondition pullFailed(
      Instant now, String reason, String message, long generation) {
    return new TagCondition(PULL_THROUGH, "False", now, reason, message, generation);
  }

  /** True if it tells of a pull, not of an import. */
  public boolean isOfPull() {
    return type.equals(PULL_THROUGH);
  }

  /** True if it tells of a whole repository. */
  boolean isOfRepository() {
    return type.equals(IMPORT_SUCCESS)
        && message.startsWith(OF_REPOSITORY)
        && message.contains(NOT_IMPORTED);
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
