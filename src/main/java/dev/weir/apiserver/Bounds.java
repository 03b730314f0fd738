package dev.weir.apiserver;

import java.time.Duration;

/**
 * How much the door does at once, and how long it waits for a client.
 *
 * @param watches most watches at a time, in fair shares
 * @param watchesOfOne most watches of one user at a time
 * @param requests most other requests on resources that are worked on at a time, in fair shares
 * @param body longest that a request's body may take to arrive
 * @param sign how often a watch that has nothing to tell shows that it lives, and so finds out
 *     whether its client does
 */
public record Bounds(int watches, int watchesOfOne, int requests, Duration body, Duration sign) {
  public static final Bounds USUAL =
      new Bounds(16_000, 8_000, 500, Duration.ofSeconds(60), Duration.ofMinutes(1));
}
