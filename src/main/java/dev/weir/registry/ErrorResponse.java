package dev.weir.registry;

import dev.weir.audit.AuditNote;
import dev.weir.blob.DamagedBlobException;
import dev.weir.blob.DigestMismatchException;
import dev.weir.blob.StorageGoneException;
import dev.weir.blob.UploadBusyException;
import dev.weir.failure.FileProblem;
import dev.weir.http.BodyTooLargeException;
import dev.weir.http.BodyTooSlowException;
import dev.weir.http.Exchange;
import dev.weir.http.NoRoomException;
import dev.weir.http.ServerStopsException;
import dev.weir.manifest.ManifestException;
import dev.weir.pullthrough.FetchException;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.store.StoreException;
import dev.weir.store.TooLargeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The one place where failures become the protocol's error lists. */
final class ErrorResponse {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponse.class);
  private static final int DENIED = 403;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FAILURE = 500;
  private static final int INSUFFICIENT_STORAGE = 507;

  private ErrorResponse() {}

  /** Answers with the failure, or passes it on if an answer has already begun. */
  static void send(Exchange http, Exception failure) throws IOException {
    if (http.isCommitted()) {
      LOG.debug("{} {} broke off: {}", http.method(), http.rawPath(), failure.toString());
      throw failure instanceof IOException e ? e : new IOException(failure);
    }
    Refusal refusal = translate(http, failure);
    if (!(failure instanceof BodyTooSlowException || failure instanceof ServerStopsException)) {
      http.drainBody();
    }
    HttpField namespace = http.response().getHeaders().getField(RegistryDoor.NAMESPACE);
    http.reset();
    AuditNote.of(http.request()).refused(String.valueOf(refusal.getMessage()));
    http.setHeader(RegistryDoor.API_VERSION);
    if (namespace != null) {
      http.setHeader(namespace);
    }
    refusal.headers().forEach(http::setHeader);
    http.status(refusal.status())
        .send("application/json", Json.bytes(body(http.requestId(), refusal)));
  }

  /** Of what an administrator may be asked about, clients know by which name the logs have it. */
  private static ObjectNode body(String id, Refusal refusal) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putArray("errors").addObject();
    boolean failed = refusal.status() >= FAILURE;
    error
        .put("code", refusal.code().name())
        .put(
            "message",
            refusal.getMessage() + (failed && !id.isEmpty() ? " (request " + id + ")" : ""));
    refusal.detail().ifPresent(detail -> error.set("detail", detail));
    boolean asked = failed || refusal.status() == DENIED || refusal.status() == TOO_MANY_REQUESTS;
    if (asked && !id.isEmpty() && refusal.detail().isEmpty()) {
      error.putObject("detail").put("requestId", id);
    }
    return body;
  }

  private static Refusal translate(Exchange http, Exception failure) {
    return switch (failure) {
      case Refusal refusal -> refusal;
      case StatusException e -> fromStatus(e.status());
      case ManifestException e -> RegistryErrors.MANIFEST_INVALID.refuse(e.getMessage());
      case DigestMismatchException e -> RegistryErrors.DIGEST_INVALID.refuse(e.getMessage());
      case DamagedBlobException e -> RegistryErrors.BLOB_UNKNOWN.refuse(e.getMessage());
      case UploadBusyException e -> RegistryErrors.RANGE_INVALID.refuse(e.getMessage());
      case BodyTooLargeException e -> RegistryErrors.SIZE_INVALID.refuse(413, e.getMessage());
      case BodyTooSlowException e ->
          RegistryErrors.UNKNOWN.refuse(
              408,
              "the request body did not arrive within " + e.patience().toSeconds() + " seconds");
      case ServerStopsException _ ->
          RegistryErrors.UNAVAILABLE
              .refuse(
                  "the registry stops; what came of an upload is kept, and can be gone on with when"
                      + " the registry is back")
              .header("Retry-After", Integer.toString(ServerStopsException.RETRY_AFTER_SECONDS));
      case NoRoomException e ->
          RegistryErrors.TOOMANYREQUESTS
              .refuse(e.getMessage())
              .header("Retry-After", Integer.toString(NoRoomException.RETRY_AFTER_SECONDS));
      case UncheckedIOException e -> fromIo(http, Objects.requireNonNull(e.getCause()));
      case IOException e -> fromIo(http, e);
      case TooLargeException e -> RegistryErrors.SIZE_INVALID.refuse(413, e.getMessage());
      case StoreException e -> {
        LOG.atWarn()
            .addKeyValue("request", http.requestId())
            .log("{} {}: the store failed: {}", http.method(), http.rawPath(), e.getMessage());
        yield RegistryErrors.UNAVAILABLE.refuse(
            "the metadata store cannot take this now; nothing was stored, try again later");
      }
      default -> {
        LOG.atError()
            .addKeyValue("request", http.requestId())
            .setCause(failure)
            .log("{} {} failed", http.method(), http.rawPath());
        yield RegistryErrors.UNKNOWN.refuse("internal error; the server's log says more");
      }
    };
  }

  private static Refusal fromIo(Exchange http, IOException e) {
    if (e instanceof FetchException broken) {
      return ThroughWords.refusal(PullThroughException.of(broken), RegistryErrors.BLOB_UNKNOWN);
    }
    if (isDiskFull(e)) {
      LOG.warn("{} {}: no space left for blobs", http.method(), http.rawPath());
      return RegistryErrors.UNKNOWN.refuse(
          INSUFFICIENT_STORAGE,
          "the registry's disk is full; nothing was stored, try again when there is room");
    }
    if (e instanceof StorageGoneException) {
      LOG.error("{} {}: {}", http.method(), http.rawPath(), e.getMessage());
      return RegistryErrors.UNAVAILABLE.refuse(
          "the registry's storage is gone; nothing was stored, try again when it is back");
    }
    if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
      boolean _ = Thread.interrupted(); // else nothing could be said any more
      return translate(http, new ServerStopsException());
    }
    if (e.getCause() instanceof TimeoutException) {
      return RegistryErrors.UNKNOWN.refuse(
          408, "the body paused for too long; what came of an upload is kept");
    }
    if (e instanceof EOFException) {
      return RegistryErrors.SIZE_INVALID.refuse("the body ended before its announced length");
    }
    LOG.atWarn()
        .addKeyValue("request", http.requestId())
        .log("{} {}: {}", http.method(), http.rawPath(), FileProblem.named(e));
    return RegistryErrors.UNKNOWN.refuse("the registry's blob storage failed; try again later");
  }

  /** The JDK gives the system's message and no code. */
  private static boolean isDiskFull(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  private static Refusal fromStatus(ApiStatus status) {
    RegistryErrors code =
        switch (status.code()) {
          case 400, 422 -> RegistryErrors.MANIFEST_INVALID;
          case 401 -> RegistryErrors.UNAUTHORIZED;
          case 403 -> RegistryErrors.DENIED;
          case 404 -> RegistryErrors.NAME_UNKNOWN;
          case 405 -> RegistryErrors.UNSUPPORTED;
          case 413 -> RegistryErrors.SIZE_INVALID;
          case 429 -> RegistryErrors.TOOMANYREQUESTS;
          case 503 -> RegistryErrors.UNAVAILABLE;
          default -> RegistryErrors.UNKNOWN;
        };
    Refusal refusal = code.refuse(status.code() == 422 ? 400 : status.code(), message(status));
    long seconds = status.details().path("retryAfterSeconds").asLong(0);
    return seconds > 0 ? refusal.header("Retry-After", Long.toString(seconds)) : refusal;
  }

  /** Who pushes thinks of projects, and may never have made one. */
  private static String message(ApiStatus status) {
    boolean project =
        status.code() == 404 && Json.string(status.details(), "kind").equals("namespaces");
    String name = Json.string(status.details(), "name");
    return project
        ? "project \"" + name + "\" does not exist; make it with: weir new-project " + name
        : status.message();
  }
}
