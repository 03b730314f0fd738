package dev.weir.apiserver;

import dev.weir.http.BodyTooLargeException;
import dev.weir.http.BodyTooSlowException;
import dev.weir.http.Exchange;
import dev.weir.http.NoRoomException;
import dev.weir.http.ServerStopsException;
import dev.weir.objects.StoreRefusals;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where the API door's failures become {@code Status} answers. */
final class StatusErrors {
  private static final Logger LOG = LoggerFactory.getLogger(StatusErrors.class);

  private StatusErrors() {}

  /** Says in the API's own words what went wrong; what is not a refusal is told by an id only. */
  static ApiStatus translate(Exception failure) {
    return switch (failure) {
      case StatusException refusal -> refusal.status();
      case BodyTooLargeException large ->
          ApiStatus.tooLarge(
              "the request body is larger than the limit of " + large.limit() + " bytes");
      case BodyTooSlowException slow ->
          ApiStatus.requestTimeout(
              "the request body did not arrive within " + slow.patience().toSeconds() + " s");
      case ServerStopsException stops -> ApiStatus.unavailable(String.valueOf(stops.getMessage()));
      case NoRoomException full ->
          ApiStatus.tooManyRequests(
              String.valueOf(full.getMessage()), NoRoomException.RETRY_AFTER_SECONDS);
      case StoreException failed -> StoreRefusals.of(failed);
      default -> {
        String id = UUID.randomUUID().toString();
        LOG.error("unexpected failure, told to the client as id={}", id, failure);
        yield ApiStatus.internal("an unexpected failure; the server's log has it under id " + id);
      }
    };
  }

  /** Answers with a failure; if the answer has begun already, the connection is cut instead. */
  static void send(Exchange exchange, Exception failure) throws IOException {
    if (exchange.isCommitted()) {
      throw new IOException("the answer broke off", failure);
    }
    send(exchange, translate(failure));
  }

  static void send(Exchange exchange, ApiStatus status) throws IOException {
    if (status.code() != 408 && status.code() != 503) {
      exchange.drainBody();
    }
    exchange.status(status.code());
    if (status.code() == 401) {
      exchange.setHeader("WWW-Authenticate", "Bearer realm=\"weir\"");
    }
    if (status.details().has("retryAfterSeconds")) {
      exchange.setHeader(
          "Retry-After", Long.toString(status.details().path("retryAfterSeconds").asLong(0)));
    }
    exchange.send("application/json", Json.bytes(status.toJson()));
  }
}
