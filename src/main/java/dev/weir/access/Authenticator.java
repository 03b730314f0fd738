package dev.weir.access;

import java.util.Optional;

/** Knows whom a bearer token speaks for. */
public interface Authenticator {
  /** The token's user; empty if the token is unknown, expired or revoked. */
  Optional<User> authenticate(String token);
}
