package dev.weir.importing.schedule.pace;

import dev.weir.imagestream.TagCondition;
import dev.weir.resource.ApiStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which failures need not be written down, since the tag says as much: registries put other words,
 * such as numbers of requests, into each answer of one kind, and fail in turns.
 */
public final class SaidFailures {
  private static final Pattern ANSWER = Pattern.compile("\\S+: \\S+ answered \\d+");

  /** So long a tag may say another reason of the same kind, until the next try after that. */
  private static final Duration NEW = Duration.ofHours(1);

  private final InstantSource clock;

  public SaidFailures(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * True if the tag says it well enough.
   *
   * @param condition of its newest failed import
   */
  public boolean isEnough(TagCondition condition, ApiStatus failure) {
    Instant old = clock.instant().minus(NEW);
    return condition.reason().equals(failure.reason())
        && (condition.lastTransitionTime().isAfter(old)
            || gist(condition.message()).equals(gist(failure.message())));
  }

  private static String gist(String message) {
    Matcher answer = ANSWER.matcher(message);
    return answer.lookingAt() ? answer.group() : message;
  }
}
