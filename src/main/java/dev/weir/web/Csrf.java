package dev.weir.web;

import dev.weir.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Proof that a form was filled in on a page of ours: the same random text in a cookie and in the
 * form, and no other {@code Origin}.
 */
public final class Csrf {
  /** Name of the field. */
  public static final String FIELD = "csrf";

  private static final Cookie COOKIE = new Cookie("weir-csrf");
  private static final int BYTES = 32;
  private static final int LENGTH = 43;

  private final SecureRandom random = new SecureRandom();

  /** The field for a form on the page that is the answer; the cookie is set if it is not there. */
  public Html field(Exchange exchange) {
    return Html.hidden(FIELD, text(exchange));
  }

  /** What that field holds. */
  public String text(Exchange exchange) {
    return cookie(exchange).orElseGet(() -> fresh(exchange));
  }

  private String fresh(Exchange exchange) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    COOKIE.set(exchange, text);
    return text;
  }

  /**
   * True if the form comes from a page of ours.
   *
   * @param origin of our pages, as the caller knows us: {@code https://host[:port]}
   */
  public boolean proves(Exchange exchange, Form form, String origin) {
    boolean ownOrigin = exchange.header("Origin").filter(from -> !from.equals(origin)).isEmpty();
    return ownOrigin
        && cookie(exchange)
            .filter(
                text ->
                    MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.US_ASCII),
                        form.get(FIELD).getBytes(StandardCharsets.UTF_8)))
            .isPresent();
  }

  private static Optional<String> cookie(Exchange exchange) {
    return COOKIE.of(exchange).filter(text -> text.length() == LENGTH);
  }
}
