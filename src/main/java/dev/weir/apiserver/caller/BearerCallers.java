package dev.weir.apiserver.caller;

import dev.weir.access.Authenticator;
import dev.weir.access.Recognition;
import dev.weir.http.Exchange;
import java.util.Optional;

/** Callers with a token in their {@code Authorization} header; another scheme is nobody's. */
public record BearerCallers(Authenticator tokens) implements CallerSource {
  @Override
  public Optional<Recognition> of(Exchange exchange) {
    return exchange.header("Authorization").map(this::holder);
  }

  private Recognition holder(String header) {
    String[] parts = header.strip().split("\\s+", 2);
    return parts.length == 2 && parts[0].equalsIgnoreCase("bearer")
        ? tokens.recognise(parts[1].strip())
        : new Recognition.Stranger();
  }
}
