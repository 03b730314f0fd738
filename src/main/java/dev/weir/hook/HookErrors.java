package dev.weir.hook;

import dev.weir.audit.AuditNote;
import dev.weir.http.BodyTooLargeException;
import dev.weir.http.BodyTooSlowException;
import dev.weir.http.Exchange;
import dev.weir.http.NoRoomException;
import dev.weir.http.ServerStopsException;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the API's form what went wrong with a notification. */
final class HookErrors {
  private static final Logger LOG = LoggerFactory.getLogger(HookErrors.class);

  private HookErrors() {}

  static ApiStatus translate(Exception failure) {
    return switch (failure) {
      case StatusException refusal -> refusal.status();
      case BodyTooLargeException large ->
          ApiStatus.tooLarge("the notification is larger than " + large.limit() + " bytes");
      case BodyTooSlowException slow ->
          ApiStatus.requestTimeout(
              "the notification did not arrive within " + slow.patience().toSeconds() + " s");
      case NoRoomException full ->
          ApiStatus.tooManyRequests(
              String.valueOf(full.getMessage()), NoRoomException.RETRY_AFTER_SECONDS);
      case ServerStopsException stops ->
          ApiStatus.unavailable(
              String.valueOf(stops.getMessage()), ServerStopsException.RETRY_AFTER_SECONDS);
      case StoreException failed -> {
        LOG.warn("a webhook cannot be looked up: {}", failed.getMessage());
        yield ApiStatus.unavailable("webhooks cannot be looked up now; please try again");
      }
      default -> {
        String id = UUID.randomUUID().toString();
        LOG.error("unexpected failure, told to the client as id={}", id, failure);
        yield ApiStatus.internal("an unexpected failure; the server's log has it under id " + id);
      }
    };
  }

  static void send(Exchange exchange, ApiStatus status) throws IOException {
    if (status.code() != 408 && status.code() != 503) {
      exchange.drainBody();
    }
    AuditNote.of(exchange.request()).refused(status.message());
    exchange.status(status.code());
    if (status.details().has("retryAfterSeconds")) {
      exchange.setHeader(
          "Retry-After", Long.toString(status.details().path("retryAfterSeconds").asLong(0)));
    }
    exchange.send("application/json", Json.bytes(status.toJson()));
  }
}
