package dev.weir.oauth;

import dev.weir.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proof that a form was filled in on a page of ours: the same random text in a cookie and in the
 * form, and no other {@code Origin}.
 */
final class Csrf {
  static final String FIELD = "csrf";

  private static final Pattern COOKIE =
      Pattern.compile("(?:^|;\\s*)__Host-weir-csrf=([A-Za-z0-9_-]{43})(?:;|$)");

  private final SecureRandom random = new SecureRandom();

  /** The text for a form on the page that is the answer; the cookie is set if it is not there. */
  String forForm(Exchange exchange) {
    Optional<String> present = cookie(exchange);
    if (present.isPresent()) {
      return present.get();
    }
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    exchange.addHeader(
        "Set-Cookie", "__Host-weir-csrf=" + fresh + "; Path=/; Secure; HttpOnly; SameSite=Strict");
    return fresh;
  }

  /** True if the form comes from a page of ours. */
  boolean proves(Exchange exchange, Form form, Issuer issuer) {
    boolean ownOrigin =
        exchange.header("Origin").filter(origin -> !origin.equals(issuer.url())).isEmpty();
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
    for (String header : exchange.headers().getValuesList("Cookie")) {
      Matcher matcher = COOKIE.matcher(header);
      if (matcher.find()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }
}
