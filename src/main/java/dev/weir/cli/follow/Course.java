package dev.weir.cli.follow;

import java.time.Instant;
import java.util.Optional;

/**
 * What was seen and done, and so what is to be done next. The command runs for the newest image
 * only, once at a time, until it ends well.
 *
 * @param wanted the newest images of the object; empty while it has none
 * @param done for which the command last ended well; empty if it never did
 * @param isUncertain a run was begun since then, so that what holds now may be neither; or it is to
 *     run whatever was done
 * @param running for which the command runs now
 * @param failures runs for {@code wanted} that failed
 * @param notBefore when it may be tried again
 */
record Course(
    Optional<Images> wanted,
    Optional<Images> done,
    boolean isUncertain,
    Optional<Images> running,
    int failures,
    Instant notBefore) {

  /** What is next. */
  sealed interface Step {
    /** Runs the command for these images. */
    record Run(Images images) implements Step {}

    /** Nothing until something is seen or a run ends. */
    record Rest() implements Step {}

    /** Nothing until then, or until something is seen. */
    record RestUntil(Instant time) implements Step {}

    /** It failed too often: nothing until there is another image. */
    record GivenUp() implements Step {}
  }

  /** Nothing was seen yet. */
  static Course begin(Optional<Images> done, boolean isUncertain) {
    return new Course(Optional.empty(), done, isUncertain, Optional.empty(), 0, Instant.MIN);
  }

  /** After the object was seen; empty if it has no image, or is not there. Others are news. */
  Course saw(Optional<Images> images) {
    return images.equals(wanted)
        ? this
        : new Course(images, done, isUncertain, running, 0, Instant.MIN);
  }

  /** After the command was started for what is wanted. */
  Course began() {
    return new Course(wanted, done, true, wanted, failures, notBefore);
  }

  /** After the run ended with success. */
  Course endedWell() {
    return new Course(wanted, running, false, Optional.empty(), 0, Instant.MIN);
  }

  /** After the run failed; what came meanwhile is tried at once. */
  Course failed(Instant again) {
    return running.equals(wanted)
        ? new Course(wanted, done, isUncertain, Optional.empty(), failures + 1, again)
        : new Course(wanted, done, isUncertain, Optional.empty(), failures, notBefore);
  }

  /**
   * Decides.
   *
   * @param retries how often a run that failed is repeated for the same images
   */
  Step next(Instant now, int retries) {
    if (running.isPresent() || wanted.isEmpty() || isDone()) {
      return new Step.Rest();
    }
    if (failures > retries) {
      return new Step.GivenUp();
    }
    return now.isBefore(notBefore)
        ? new Step.RestUntil(notBefore)
        : new Step.Run(wanted.orElseThrow());
  }

  /** True if what is wanted is what was done last. */
  boolean isDone() {
    return !isUncertain && wanted.isPresent() && wanted.equals(done);
  }
}
