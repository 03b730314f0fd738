package dev.weir.web;

import dev.weir.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A page for people: no scripts, nothing from elsewhere, in nobody's frame.
 *
 * @param formTarget origin, besides our own, to which a form of the page may lead; may be empty
 */
public record HtmlPage(String title, List<Html> body, String formTarget) {
  public HtmlPage {
    body = List.copyOf(body);
  }

  /** A page whose forms stay with us. */
  public HtmlPage(String title, Html... body) {
    this(title, List.of(body), "");
  }

  /** Sends the page. */
  public void send(Exchange exchange, int status) throws IOException {
    exchange.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none';"
            + (" form-action 'self' " + formTarget).stripTrailing());
    exchange.setHeader("X-Frame-Options", "DENY");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    // with no-referrer, browsers post forms of "null" as their origin
    exchange.setHeader("Referrer-Policy", "same-origin");
    exchange.status(status);
    String heading = HtmlWriter.escaped(title);
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
        <main>
        <h1>%s</h1>
        %s</main>
        </body>
        </html>
        """
            .formatted(heading, heading, HtmlWriter.lines(body))
            .getBytes(StandardCharsets.UTF_8));
  }
}
