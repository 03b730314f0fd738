package dev.weir.remote.budget;

/**
 * Whom a registry takes us for.
 *
 * @param host that is asked
 * @param login a name for the login that it is shown, by {@link LoginNames}; empty without one
 */
public record Account(String host, String login) {
  @Override
  public String toString() {
    return login.isEmpty() ? host + " without a login" : host + " with login " + login;
  }
}
