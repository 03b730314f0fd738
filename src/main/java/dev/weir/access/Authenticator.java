package dev.weir.access;

import java.util.List;
import java.util.Optional;

/** Knows whom a bearer token speaks for. */
public interface Authenticator {
  Recognition recognise(String token);

  /** Several, asked in turn. */
  static Authenticator anyOf(List<Authenticator> members) {
    List<Authenticator> all = List.copyOf(members);
    return token ->
        Recognition.first(all, member -> Optional.of(member.recognise(token)))
            .orElseGet(Recognition.Stranger::new);
  }

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
