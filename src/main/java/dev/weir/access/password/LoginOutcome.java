package dev.weir.access.password;

import java.time.Duration;

/** What became of a login with a password. */
public sealed interface LoginOutcome {
  /** The password is the user's. */
  record Accepted(String user) implements LoginOutcome {}

  /** Unknown user or wrong password: nobody is told which. */
  record Refused() implements LoginOutcome {}

  /**
   * Too many failures, or too many logins at once; not looked at.
   *
   * @param rest when to try again
   */
  record TooMany(Duration rest) implements LoginOutcome {}
}
