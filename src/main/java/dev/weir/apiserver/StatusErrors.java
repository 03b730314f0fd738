package dev.weir.apiserver;

import dev.weir.audit.AuditNote;
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
import tools.jackson.databind.JsonNode;

/** The one place where the API door's failures become {@code Status} answers. */
final class StatusErrors {
  private static final Logger LOG = LoggerFactory.getLogger(StatusErrors.class);

  private StatusErrors() {}

  /** Says in the API's own words what went wrong; what is not a refusal is told by an id only. */
  static ApiStatus translate(Exception failure) {
    return translate(failure, UUID.randomUUID().toString());
  }

  private static ApiStatus translate(Exception failure, String id) {
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
    String id = exchange.requestId();
    send(exchange, id.isEmpty() ? translate(failure) : withRequest(translate(failure, id), id));
  }

  /** Of what is the server's own trouble, people are told by which name its logs have it. */
  private static ApiStatus withRequest(ApiStatus status, String id) {
    return status.code() < 500 || status.message().contains(id)
        ? status
        : new ApiStatus(
            status.code(),
            status.reason(),
            status.message() + " (request " + id + ")",
            status.details());
  }

  /** True of what would be well but for a rule of the server, such as the allowed registries. */
  private static boolean isRuledOut(ApiStatus status) {
    for (JsonNode cause : status.details().path("causes")) {
      if (Json.string(cause, "reason").equals("FieldValueForbidden")) {
        return true;
      }
    }
    return false;
  }

  static void send(Exchange exchange, ApiStatus status) throws IOException {
    if (status.code() != 408 && status.code() != 503) {
      exchange.drainBody();
    }
    AuditNote note = AuditNote.of(exchange.request());
    if (isRuledOut(status)) {
      note.ruledOut(status.message());
    } else {
      note.refused(status.message());
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
