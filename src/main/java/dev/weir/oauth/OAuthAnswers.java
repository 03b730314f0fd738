package dev.weir.oauth;

import dev.weir.audit.AuditNote;
import dev.weir.http.Exchange;
import dev.weir.resource.Json;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** The forms that answers have. */
final class OAuthAnswers {
  static final OAuthError NOT_ALLOWED =
      new OAuthError(405, "invalid_request", "the method is not allowed here");

  private OAuthAnswers() {}

  static void error(Exchange exchange, OAuthError error) throws IOException {
    if (error.status() != 408 && error.status() != 503) {
      exchange.drainBody();
    }
    AuditNote.of(exchange.request()).refused(error.description());
    exchange.status(error.status());
    ObjectNode body = Json.object().put("error", error.code());
    json(exchange, body.put("error_description", error.description()));
  }

  static void json(Exchange exchange, ObjectNode body) throws IOException {
    exchange.send("application/json", Json.bytes(body));
  }

  static void redirect(Exchange exchange, String location) throws IOException {
    exchange.status(302).setHeader("Location", location);
    exchange.send("text/plain; charset=utf-8", new byte[0]);
  }

  static void retryAfter(Exchange exchange, Duration wait) {
    exchange.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds() + 1)));
  }
}
