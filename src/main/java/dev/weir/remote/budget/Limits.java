package dev.weir.remote.budget;

import java.time.Duration;

/**
 * How much of us one account has to bear.
 *
 * @param requests at once, beside bodies
 * @param bodies at once
 * @param patience longest wait for a turn; work in the background, which has half of them, waits
 *     twice as long
 */
public record Limits(int requests, int bodies, Duration patience) {
  /** 16 requests and 48 bodies at once, half a minute for a turn. */
  public static final Limits USUAL = new Limits(16, 48, Duration.ofSeconds(30));

  int of(Lane lane) {
    return switch (lane) {
      case REQUEST -> requests;
      case BODY -> bodies;
    };
  }

  /** Half of them: the other half is for people. */
  public int inBackground(Lane lane) {
    return Math.max(1, of(lane) / 2);
  }
}
