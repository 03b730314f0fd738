package dev.weir.pullthrough.stream;

import java.time.Duration;

/** How it came about that something can be given. */
public sealed interface Arrival {
  /** It was pushed here. */
  record Own() implements Arrival {}

  /** It is here of another registry, and nobody had to be asked. */
  record Kept() implements Arrival {}

  /**
   * It comes from its registry now.
   *
   * @param kept it stays here
   */
  record Fetched(boolean kept) implements Arrival {}

  /** It would come from its registry if more were asked for than what is known of it. */
  record Awaited() implements Arrival {}

  /**
   * It is given as it is here, although its registry should have been asked again.
   *
   * @param why that failed, in words
   * @param age since the registry last said so
   */
  record Stale(String why, Duration age) implements Arrival {}
}
