package dev.weir.remote;

import dev.weir.resource.Recent;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tokens that still hold, by what they were given for and to whom. */
final class TokenCache {
  private static final int MAX = 10_000;

  private final Recent<Key, Token> tokens = new Recent<>(MAX);

  /** The credentials are part of the key: no user gets a token of another. */
  record Key(
      URI registry, URI realm, String service, List<String> scopes, List<Credential> credentials) {
    Key {
      scopes = List.copyOf(scopes);
      credentials = List.copyOf(credentials);
    }
  }

  private record Token(String text, Instant until) {
    @Override
    public String toString() {
      return "Token[until=" + until + "]";
    }
  }

  Optional<String> find(Key key, Instant now) {
    return tokens.find(key).filter(token -> now.isBefore(token.until())).map(Token::text);
  }

  void keep(Key key, String token, Instant until) {
    tokens.keep(key, new Token(token, until));
  }
}
