package dev.weir.access;

import java.util.List;
import java.util.Optional;

/** Several ways to know a token, tried in turn; the first one that knows it answers. */
public record Authenticators(List<Authenticator> members) implements Authenticator {
  public Authenticators {
    members = List.copyOf(members);
  }

  @Override
  public Recognition recognise(String token) {
    return Recognition.first(members, member -> Optional.of(member.recognise(token)))
        .orElseGet(Recognition.Stranger::new);
  }
}
