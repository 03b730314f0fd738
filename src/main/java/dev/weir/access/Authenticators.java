package dev.weir.access;

import java.util.List;
import java.util.Optional;

/** Several ways to know a token, tried in turn; the first one that knows it answers. */
public record Authenticators(List<Authenticator> members) implements Authenticator {
  public Authenticators {
    members = List.copyOf(members);
  }

  @Override
  public Optional<User> authenticate(String token) {
    for (Authenticator member : members) {
      Optional<User> user = member.authenticate(token);
      if (user.isPresent()) {
        return user;
      }
    }
    return Optional.empty();
  }
}
