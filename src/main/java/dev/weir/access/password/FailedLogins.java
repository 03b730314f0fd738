package dev.weir.access.password;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts failed logins by user name and by remote address, and says when there were too many. An
 * attempt counts from its beginning, so that many at once do not slip through; success takes it
 * back. Counts begin anew a window after the first failure: being refused does not prolong it.
 */
final class FailedLogins {
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Failures in a window after which a user name is refused. */
  static final int MOST_FOR_USER = 10;

  /** Failures in a window after which an address is refused, whoever it names. */
  static final int MOST_FOR_ADDRESS = 50;

  /** Names and addresses that are remembered, each; the longest unused is forgotten first. */
  private static final int REMEMBERED = 10_000;

  private final InstantSource clock;
  private final Map<String, Count> users = bounded();
  private final Map<String, Count> addresses = bounded();

  private record Count(Instant since, int failures) {}

  FailedLogins(InstantSource clock) {
    this.clock = clock;
  }

  private static Map<String, Count> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** Counts an attempt; if it is one too many, nothing is counted, and how long to wait is told. */
  synchronized Optional<Duration> begin(String user, String address) {
    Count ofUser = current(users, user);
    Count ofAddress = current(addresses, address);
    if (ofUser.failures() >= MOST_FOR_USER) {
      return Optional.of(rest(ofUser));
    }
    if (ofAddress.failures() >= MOST_FOR_ADDRESS) {
      return Optional.of(rest(ofAddress));
    }
    users.put(user, new Count(ofUser.since(), ofUser.failures() + 1));
    addresses.put(address, new Count(ofAddress.since(), ofAddress.failures() + 1));
    return Optional.empty();
  }

  /** The attempt succeeded: the user's failures are forgiven, the address has one less. */
  synchronized void succeeded(String user, String address) {
    users.remove(user);
    takeBack(addresses, address);
  }

  /** The attempt never came to be judged. */
  synchronized void abandoned(String user, String address) {
    takeBack(users, user);
    takeBack(addresses, address);
  }

  private static void takeBack(Map<String, Count> counts, String key) {
    counts.computeIfPresent(
        key, (_, count) -> new Count(count.since(), Math.max(0, count.failures() - 1)));
  }

  private Count current(Map<String, Count> counts, String key) {
    Instant now = clock.instant();
    Count count = counts.get(key);
    return count == null || !now.isBefore(count.since().plus(WINDOW)) ? new Count(now, 0) : count;
  }

  private Duration rest(Count count) {
    return Duration.between(clock.instant(), count.since().plus(WINDOW));
  }
}
