package dev.weir.host;

import dev.weir.remote.Keyring;

/**
 * The logins of a namespace, each keyring the most specific address first.
 *
 * @param given that users stored there
 * @param generated that were made for service accounts, for the integrated registry
 */
public record PullLogins(Keyring given, Keyring generated) {
  public static final PullLogins NONE = new PullLogins(Keyring.EMPTY, Keyring.EMPTY);

  /** All of them; for equal addresses users' own come first. */
  public Keyring all() {
    return given.and(generated);
  }
}
