package dev.weir.access.password;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords: not too often for one user name there, or one address, few at a time, and as
 * slowly for users that do not exist as for those that do. Nothing of a password is kept.
 */
public final class PasswordLogins {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordLogins.class);

  /** Longest a login waits for those before it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HtpasswdFile file;
  private final FailedLogins failures;
  private final Semaphore processors;

  /**
   * Logins against a file.
   *
   * @param atOnce passwords that are checked at the same time; each takes a processor for itself
   */
  public PasswordLogins(HtpasswdFile file, InstantSource clock, int atOnce) {
    this.file = file;
    this.failures = new FailedLogins(clock);
    this.processors = new Semaphore(atOnce, true);
  }

  /**
   * Judges a user name and password.
   *
   * @param address the peer's, which behind a proxy is the proxy's; empty over the Unix socket
   */
  public LoginOutcome login(String user, String password, String address)
      throws InterruptedException {
    FailedLogins.Login attempt = FailedLogins.Login.of(user, address);
    Optional<Duration> wait = failures.begin(attempt);
    if (wait.isPresent()) {
      LOG.debug(
          "login refused unseen, too many failures: user={} address={}", shown(user), address);
      return new LoginOutcome.TooMany(wait.get());
    }
    if (!processors.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      failures.abandoned(attempt);
      return new LoginOutcome.TooMany(PATIENCE);
    }
    boolean accepted;
    try {
      accepted = check(user, password);
    } finally {
      processors.release();
    }
    if (!accepted) {
      LOG.info("login failed: user={} address={}", shown(user), address);
      return new LoginOutcome.Refused();
    }
    failures.succeeded(attempt);
    return new LoginOutcome.Accepted(user);
  }

  private boolean check(String user, String password) {
    Optional<Bcrypt> hash = file.hash(user);
    if (hash.isEmpty()) {
      boolean _ = Bcrypt.nobodys(file.cost()).matches(password);
      return false;
    }
    return hash.get().matches(password);
  }

  /** A user name as the log may show it: people type passwords into the wrong field. */
  public String shown(String user) {
    return file.has(user) ? user : "(unknown)";
  }
}
