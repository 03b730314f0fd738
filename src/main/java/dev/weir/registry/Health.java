package dev.weir.registry;

import dev.weir.http.Exchange;
import dev.weir.registry.request.Action;
import java.io.IOException;

/** {@code GET /} and {@code /healthz}: the registry answers. */
final class Health implements Action.Plain {
  @Override
  public void serve(Exchange http) throws IOException {
    http.setHeader("Cache-Control", "no-cache");
    http.status(200).send("text/plain", new byte[0]);
  }
}
