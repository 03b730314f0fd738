package dev.weir.registry;

import dev.weir.http.Exchange;
import dev.weir.registry.request.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /v2/}: tells that this is a registry. Without credentials the answer is 401, because
 * that is how clients learn where to log in (registry.md 2.1, 2.8).
 */
final class Ping implements Action.Plain {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

  private final Access access;

  Ping(Access access) {
    this.access = access;
  }

  @Override
  public void serve(Exchange http) throws IOException {
    if (http.header("Authorization").isEmpty()) {
      throw access.loginRequired(http, "");
    }
    access.caller(http, "");
    http.status(200).send("application/json", BODY);
  }
}
