package dev.weir.importing.schedule;

import dev.weir.host.Host;
import dev.weir.host.PullLogins;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.budget.Account;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The logins of namespaces as they were seconds ago at most: thousands of tags of one are due
 * together. Safe for threads.
 */
final class Logins {
  private static final long FRESH = Duration.ofSeconds(3).toNanos();
  private static final int MANY = 1000;

  private final Host host;
  private final Registries registries;
  private final Times times;
  private final Map<String, Of> known = new ConcurrentHashMap<>();

  Logins(Host host, Registries registries, Times times) {
    this.host = host;
    this.registries = registries;
    this.times = times;
  }

  /**
   * The logins of a namespace.
   *
   * @param name tells them from those of other namespaces, and says nothing secret
   */
  record Of(Keyring keyring, String name, long read) {}

  Of of(String namespace) {
    long now = times.nanos();
    Of found = known.get(namespace);
    if (found != null && now - found.read() < FRESH) {
      return found;
    }
    if (known.size() >= MANY) {
      known.clear();
    }
    PullLogins logins = host.logins(namespace);
    Of read = new Of(logins.all(), registries.loginsOf(logins.given()), now);
    known.put(namespace, read);
    return read;
  }

  Account account(String namespace, ImageReference repository) {
    return registries.account(repository, of(namespace).keyring());
  }
}
