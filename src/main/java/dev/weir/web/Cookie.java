package dev.weir.web;

import dev.weir.http.Exchange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cookie that only this host can have set, over TLS, that no script reads, and with which no
 * other site makes a browser post: its name on the wire begins with {@code __Host-}. It lasts as
 * long as the browser runs.
 */
public final class Cookie {
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_~.-]+");

  private final String name;
  private final Pattern shown;

  /**
   * A cookie.
   *
   * @param name letters and hyphens, without the prefix
   */
  public Cookie(String name) {
    this.name = "__Host-" + name;
    this.shown =
        Pattern.compile("(?:^|;\\s*)" + Pattern.quote(this.name) + "=(" + VALUE + ")(?:;|$)");
  }

  /** What the browser shows; empty if it shows none, or not what we can have set. */
  public Optional<String> of(Exchange exchange) {
    for (String header : exchange.headers().getValuesList("Cookie")) {
      Matcher matcher = shown.matcher(header);
      if (matcher.find()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  /**
   * Sets it with the answer; no link of another site makes a browser send it.
   *
   * @param value letters, digits, hyphens, underscores, tildes and dots
   */
  void set(Exchange exchange, String value) {
    set(exchange, value, "SameSite=Strict");
  }

  /** As above, but a browser that follows a link of another site sends it with the page it gets. */
  public void setForLinks(Exchange exchange, String value) {
    set(exchange, value, "SameSite=Lax");
  }

  /** Ends it with the answer. */
  public void end(Exchange exchange) {
    set(exchange, "ended", "SameSite=Lax; Max-Age=0");
  }

  private void set(Exchange exchange, String value, String more) {
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("no value of a cookie");
    }
    exchange.addHeader("Set-Cookie", name + "=" + value + "; Path=/; Secure; HttpOnly; " + more);
  }
}
