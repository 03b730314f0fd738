package dev.weir.console.operation;

import java.time.Instant;
import java.util.List;

/**
 * A request that was refused, as a page shows it.
 *
 * @param wish what was asked for
 */
public record Refused(
    When when, String user, String address, String wish, String why, String next) {
  static List<Refused> of(List<Operations.Refusal> refusals, Instant now) {
    return refusals.stream()
        .map(
            one ->
                new Refused(
                    When.of(one.at(), now),
                    one.user(),
                    one.address(),
                    one.wish(),
                    one.why(),
                    one.next()))
        .toList();
  }
}
