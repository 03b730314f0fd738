package dev.weir.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** What the Authorization header says; never printed. */
sealed interface Credentials {
  /** What the token endpoint gives to callers without credentials (registry.md 3.2). */
  String ANONYMOUS_TOKEN = "anonymous";

  /** No header. */
  record None() implements Credentials {}

  /** The token that stands for nobody. */
  record Anonymous() implements Credentials {}

  /** An API token, sent as Bearer or as the password of any user. */
  record Token(String value) implements Credentials {
    @Override
    public String toString() {
      return "Token[…]";
    }
  }

  /** A header that holds no token. */
  record Unreadable() implements Credentials {}

  static Credentials read(Optional<String> header) {
    if (header.isEmpty()) {
      return new None();
    }
    String text = header.get().strip();
    int space = text.indexOf(' ');
    String scheme = space < 0 ? text : text.substring(0, space);
    String rest = space < 0 ? "" : text.substring(space + 1).strip();
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "bearer" -> ofToken(rest);
      case "basic" -> basic(rest);
      default -> new Unreadable();
    };
  }

  private static Credentials basic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return pair.indexOf(':') < 0 ? new Unreadable() : ofPassword(pair);
    } catch (IllegalArgumentException _) {
      return new Unreadable();
    }
  }

  /**
   * A password, or what a client took for one: users such as {@code system:admin} have colons in
   * their names, tokens have none.
   */
  static Credentials ofPassword(String password) {
    return ofToken(password.substring(password.lastIndexOf(':') + 1));
  }

  static Credentials ofToken(String token) {
    if (token.isEmpty()) {
      return new Unreadable();
    }
    return token.equals(ANONYMOUS_TOKEN) ? new Anonymous() : new Token(token);
  }
}
