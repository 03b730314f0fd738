package dev.weir.hook;

import dev.weir.http.Exchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The document in a body: the body itself, or what a form holds under {@code payload}. Some say
 * that they send a form and do not, such as {@code curl -d}.
 */
final class FormPayload {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String FIELD = "payload=";
  private static final byte[] NOTHING = {};

  private FormPayload() {}

  /** The document; nothing if there is a form with one that cannot be read. */
  static byte[] of(Exchange exchange, byte[] body) {
    String type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith(FORM) ? of(body) : body;
  }

  private static byte[] of(byte[] form) {
    String text = new String(form, StandardCharsets.UTF_8);
    int start = text.startsWith(FIELD) ? 0 : text.indexOf("&" + FIELD) + 1;
    if (start == 0 && !text.startsWith(FIELD)) {
      return form;
    }
    int end = text.indexOf('&', start);
    String value = text.substring(start + FIELD.length(), end < 0 ? text.length() : end);
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return NOTHING;
    }
  }
}
