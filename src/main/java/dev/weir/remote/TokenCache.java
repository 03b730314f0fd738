package dev.weir.remote;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens that still hold, by what they were given for and to whom. */
final class TokenCache {
  private static final int MAX = 10_000;

  private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

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
    Token token = tokens.get(key);
    return token != null && now.isBefore(token.until())
        ? Optional.of(token.text())
        : Optional.empty();
  }

  void keep(Key key, String token, Instant until) {
    if (tokens.size() >= MAX) {
      tokens.clear();
    }
    tokens.put(key, new Token(token, until));
  }
}
