package dev.weir.console.visit;

import dev.weir.http.Exchange;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/**
 * Sends pages: nothing in them is from elsewhere or in somebody's frame, and of scripts only those
 * run that show the page's own nonce.
 */
public final class Templates {
  private static final int NONCE_BYTES = 16;

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
  private final SecureRandom random = new SecureRandom();

  String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Sends a sentence, or nothing: where there is no page. */
  public static void plain(Exchange exchange, String text) throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    exchange.setHeader("Referrer-Policy", "same-origin");
    exchange.send("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a page.
   *
   * @param template such as {@code projects.jte}
   * @param model the template's one parameter
   */
  void send(Exchange exchange, int status, String template, Object model, String nonce)
      throws IOException {
    Utf8ByteOutput page = new Utf8ByteOutput();
    engine.render(template, model, page);
    exchange.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'nonce-%s'; style-src 'self'; img-src 'self'; connect-src 'self';"
                .formatted(nonce)
            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types htmx");
    exchange.setHeader("X-Frame-Options", "DENY");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "same-origin");
    exchange.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    exchange.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    exchange.setHeader("Cache-Control", "no-store");
    exchange.setHeader("Vary", "Accept-Encoding");
    exchange.status(status);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (Packing.suits(exchange)) {
      exchange.setHeader("Content-Encoding", "gzip");
      try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
        page.writeTo(packed);
      }
    } else {
      page.writeTo(bytes);
    }
    exchange.send("text/html; charset=utf-8", bytes.toByteArray());
  }
}
