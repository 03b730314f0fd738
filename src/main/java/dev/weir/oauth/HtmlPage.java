package dev.weir.oauth;

import dev.weir.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The few pages that people see while they log in: no scripts, nothing from elsewhere. */
final class HtmlPage {
  private HtmlPage() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * Sends a page.
   *
   * @param body as HTML: everything in it that came from outside was escaped
   * @param formTarget origin, besides our own, to which a form of the page may lead; may be empty
   */
  static void send(Exchange exchange, int status, String title, String body, String formTarget)
      throws IOException {
    exchange.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none';"
            + (" form-action 'self' " + formTarget).stripTrailing());
    exchange.setHeader("X-Frame-Options", "DENY");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.status(status);
    exchange.send(
        "text/html; charset=utf-8",
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
        label { display: block; margin: 1rem 0 } input { display: block; font: inherit; width: 100%%; box-sizing: border-box }
        button { font: inherit; padding: .4rem 1.2rem } pre { background: #f0f0f0; padding: .8rem; overflow-x: auto }
        .problem { color: #a00 }
        </style>
        </head>
        <body>
        <h1>%s</h1>
        %s
        </body>
        </html>
        """
            .formatted(escape(title), escape(title), body)
            .getBytes(StandardCharsets.UTF_8));
  }
}
