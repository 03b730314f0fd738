package dev.weir.window;

import dev.weir.importing.ImportFailure;
import java.time.Duration;

/** How it stands with a tag or an image of a window. */
public sealed interface Brought {
  /** What is here is what is to be served. */
  record Current() implements Brought {}

  /**
   * The upstream did not say what it is now; what is here may be served.
   *
   * @param age since it last did
   */
  record Stale(Duration age, String why) implements Brought {}

  /** It is not here, and the upstream has not been asked. */
  record Missing() implements Brought {}

  /**
   * It is not here, and is not brought: the window made the stream when it showed another upstream.
   *
   * @param repository of which the stream is, with its host
   */
  record OfAnother(String repository) implements Brought {}

  /** It is not here, and could not be brought. */
  record Refused(ImportFailure why) implements Brought {}

  /**
   * It is not here yet: what the upstream has is not old enough.
   *
   * @param why which image it is, and when it is taken
   */
  record Waiting(String why) implements Brought {}

  /** It is not here, and the window asks nobody. */
  record Offline() implements Brought {}

  /** It is not here, and cannot be: the project may not point at that registry. */
  record NotAllowed(String why) implements Brought {}
}
