package dev.weir.client.http;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns a failed answer into the refusal it stands for. */
public final class StatusErrors {
  private static final Map<Integer, String> REASONS =
      Map.of(
          400, "BadRequest",
          401, "Unauthorized",
          403, "Forbidden",
          404, "NotFound",
          405, "MethodNotAllowed",
          409, "Conflict",
          422, "Invalid",
          429, "TooManyRequests",
          500, "InternalError",
          503, "ServiceUnavailable");

  private static final int LONGEST_SENTENCE = 300;

  private StatusErrors() {}

  /** The refusal in an answer of 400 or above. */
  public static ApiStatus of(int code, ApiRequest request, byte[] body) {
    try {
      JsonNode sent = Json.parse(body);
      if (Json.string(sent, "kind").equals("Status")) {
        return read(code, sent);
      }
    } catch (JacksonException _) {
      // A proxy or another kind of server answered; its page is of no use to the user.
    }
    String message =
        switch (code) {
          case 401 -> "the server has asked for the client to provide credentials";
          case 404 -> "the server could not find the requested resource";
          case 405 -> "the server does not allow this method on the requested resource";
          default ->
              "the server answered " + request + " with HTTP status " + code + sentence(body);
        };
    return new ApiStatus(code, REASONS.getOrDefault(code, ""), message, Json.object());
  }

  /** One plain line of a server that has no Status for it; pages and longer texts are left out. */
  private static String sentence(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    boolean plain = text.chars().noneMatch(c -> Character.isISOControl(c) || c == '<');
    return text.isEmpty() || body.length > LONGEST_SENTENCE || !plain ? "" : ": " + text;
  }

  /** Reads a {@code v1 Status}. */
  static ApiStatus read(int code, JsonNode status) {
    int own = status.path("code").asInt(code);
    return new ApiStatus(
        own == 0 ? code : own,
        Json.string(status, "reason"),
        Json.string(status, "message"),
        Json.objectAt(status, "details"));
  }
}
