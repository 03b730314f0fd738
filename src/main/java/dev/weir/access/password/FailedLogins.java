package dev.weir.access.password;

import dev.weir.resource.Recent;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Counts failed logins, and says when there were too many: few for a user name at one address, more
 * for an address whoever it names, and many for a user name from everywhere. So nobody locks a user
 * out from one address, yet guessing from many is bounded. Behind a proxy the address is the
 * proxy's, and all who come through it share its counts.
 *
 * <p>An attempt counts from its beginning, so that many at once do not slip through; success takes
 * it back. Counts begin anew a window after the first failure: being refused does not prolong it.
 */
final class FailedLogins {
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Failures in a window after which a user name is refused at an address. */
  static final int MOST_THERE = 10;

  /** Failures in a window after which an address is refused, whoever it names. */
  static final int MOST_FOR_ADDRESS = 50;

  /** Failures in a window after which a user name is refused, wherever it comes from. */
  static final int MOST_FOR_USER = 100;

  /** Counts of each sort that are remembered; the longest unused is forgotten first. */
  private static final int REMEMBERED = 10_000;

  private final InstantSource clock;
  private final Counter<Login> there = new Counter<>(MOST_THERE);
  private final Counter<String> addresses = new Counter<>(MOST_FOR_ADDRESS);
  private final Counter<String> users = new Counter<>(MOST_FOR_USER);

  /**
   * Who logs in, and from where.
   *
   * @param user shortened: nobody in the file has a longer name
   * @param network the address; of IPv6 the first half, since the rest is a client's to choose
   */
  record Login(String user, String network) {
    private static final int LONGEST = 255;
    private static final int NETWORK_BYTES = 8;

    static Login of(String user, String address) {
      return new Login(
          user.length() > LONGEST ? user.substring(0, LONGEST) : user, network(address));
    }

    private static String bare(String address) {
      boolean bracketed = address.startsWith("[") && address.endsWith("]");
      return bracketed ? address.substring(1, address.length() - 1) : address;
    }

    private static String network(String address) {
      try {
        byte[] bytes = InetAddress.ofLiteral(bare(address)).getAddress();
        return bytes.length > NETWORK_BYTES
            ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES)
            : address;
      } catch (IllegalArgumentException none) {
        return address;
      }
    }
  }

  private record Count(Instant since, int failures) {}

  FailedLogins(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts an attempt; if it is one too many, nothing is counted, and how long to wait is told. */
  synchronized Optional<Duration> begin(Login login) {
    Instant now = clock.instant();
    Optional<Duration> wait =
        there
            .wait(login, now)
            .or(() -> addresses.wait(login.network(), now))
            .or(() -> users.wait(login.user(), now));
    if (wait.isEmpty()) {
      there.add(login, now);
      addresses.add(login.network(), now);
      users.add(login.user(), now);
    }
    return wait;
  }

  /**
   * The attempt succeeded: the user's failures there are forgiven. Address and user have one less,
   * since others may have failed under either.
   */
  synchronized void succeeded(Login login) {
    there.forget(login);
    addresses.takeBack(login.network());
    users.takeBack(login.user());
  }

  /** The attempt never came to be judged. */
  synchronized void abandoned(Login login) {
    there.takeBack(login);
    addresses.takeBack(login.network());
    users.takeBack(login.user());
  }

  /** Failures of one sort. */
  private static final class Counter<K> {
    private final int most;
    private final Recent<K, Count> counts = new Recent<>(REMEMBERED);

    Counter(int most) {
      this.most = most;
    }

    private Count current(K key, Instant now) {
      return counts
          .find(key)
          .filter(count -> now.isBefore(count.since().plus(WINDOW)))
          .orElseGet(() -> new Count(now, 0));
    }

    Optional<Duration> wait(K key, Instant now) {
      Count count = current(key, now);
      return count.failures() < most
          ? Optional.empty()
          : Optional.of(Duration.between(now, count.since().plus(WINDOW)));
    }

    void add(K key, Instant now) {
      Count count = current(key, now);
      counts.keep(key, new Count(count.since(), count.failures() + 1));
    }

    void takeBack(K key) {
      counts
          .find(key)
          .map(count -> new Count(count.since(), Math.max(0, count.failures() - 1)))
          .ifPresent(less -> counts.keep(key, less));
    }

    void forget(K key) {
      counts.forget(key);
    }
  }
}
