package dev.weir.access;

import java.util.Optional;

/** Knows whom a bearer token speaks for. */
public interface Authenticator {
  Recognition recognise(String token);

  /** One that looks a token up in what the server has itself, and so can always tell. */
  interface AtHome extends Authenticator {
    /** The token's user; empty if the token is unknown, expired or revoked. */
    Optional<User> authenticate(String token);

    @Override
    default Recognition recognise(String token) {
      return Recognition.of(authenticate(token));
    }
  }
}
