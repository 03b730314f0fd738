package dev.weir.access.password;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A password's bcrypt hash, as {@code htpasswd -B} writes it ({@code $2y$}, {@code $2b$} or {@code
 * $2a$}); never printed.
 *
 * @param cost binary logarithm of the number of rounds
 */
record Bcrypt(String text, int cost) {
  /** Hashes that cost more would let one login eat seconds of a processor. */
  static final int HIGHEST_COST = 14;

  /** bcrypt looks at no more of a password than this. */
  private static final int MOST_BYTES = 72;

  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d{2})\\$[./A-Za-z0-9]{53}");

  private static final int LOWEST_COST = 4;
  private static final String NOBODYS = "uHm/ZxXpDUs9xcUE0HWSbeLjJnO4ZgFpRfl8OAtRk4oNcXTwLhPqS";

  /** Reads a hash; empty if it is none, or costs too much. */
  static Optional<Bcrypt> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int cost = Integer.parseInt(matcher.group(1));
    return cost < LOWEST_COST || cost > HIGHEST_COST
        ? Optional.empty()
        : Optional.of(new Bcrypt(text, cost));
  }

  /** A hash that no known password has: checking it takes as long as a real one of that cost. */
  static Bcrypt nobodys(int cost) {
    return new Bcrypt("$2y$%02d$%s".formatted(cost, NOBODYS), cost);
  }

  /** Slow on purpose. A password longer than bcrypt reads, or with a zero in it, never matches. */
  boolean matches(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    boolean representable = bytes.length <= MOST_BYTES && password.indexOf('\0') < 0;
    boolean matches = OpenBSDBCrypt.checkPassword(text, representable ? bytes : new byte[] {1});
    return matches && representable;
  }

  @Override
  public String toString() {
    return "Bcrypt[cost=" + cost + "]";
  }
}
