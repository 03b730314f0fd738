package dev.weir.server.listen;

import dev.weir.audit.AuditNote;
import dev.weir.http.RequestId;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is said when a request does not reach a door, or a door breaks: the status, what of the
 * request cannot be read, and nothing of why a door broke; in the form of the protocol that the
 * listener speaks.
 */
final class PlainErrors implements Request.Handler {
  static final String CONTENT_TYPE = "application/json";

  /** A few words about a path or a header; anything else is not for clients. */
  private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9 ,:'()-]{1,100}");

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
    AuditNote note = AuditNote.of(request);
    if (!note.id().isEmpty()) {
      RequestId.say(note.id(), response, !isRegistry(request));
    }
    response.write(
        true, ByteBuffer.wrap(body(request, status, message(request, status))), callback);
    return true;
  }

  private static String message(Request request, int status) {
    String name = HttpStatus.getMessage(status);
    return HttpStatus.isClientError(status)
            && request.getAttribute(ErrorHandler.ERROR_MESSAGE) instanceof String words
            && !words.equals(name)
            && WORDS.matcher(words).matches()
        ? name + ": " + words
        : name;
  }

  /** A {@code Status} on the API's listeners, a list of errors on the registry's. */
  static byte[] body(Request request, int status, String words) {
    String id = AuditNote.of(request).id();
    String message =
        HttpStatus.isServerError(status) && !id.isEmpty() ? words + " (request " + id + ")" : words;
    ObjectNode tree =
        isRegistry(request)
            ? registryError(status, message)
            : new ApiStatus(status, "", message, Json.object()).toJson();
    return (tree + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isRegistry(Request request) {
    return Listeners.REGISTRY.equals(request.getConnectionMetaData().getConnector().getName());
  }

  private static ObjectNode registryError(int status, String message) {
    ObjectNode tree = Json.object();
    tree.putArray("errors")
        .addObject()
        .put("code", status == HttpStatus.SERVICE_UNAVAILABLE_503 ? "UNAVAILABLE" : "UNKNOWN")
        .put("message", message);
    return tree;
  }
}
