package dev.weir.cli.admin;

import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.HttpAnswer;
import dev.weir.pruning.RegistryDeletes;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** The registry's side of pruning over one connection, with a token as the password. */
final class RegistryCalls implements RegistryDeletes, AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;

  private static final Map<Integer, String> PHRASES =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"));

  private final ApiClient client;
  private final String authorization;

  RegistryCalls(ApiClient client, String token) {
    this.client = client;
    byte[] login = ("unused:" + token).getBytes(StandardCharsets.UTF_8);
    this.authorization = "Basic " + Base64.getEncoder().encodeToString(login);
  }

  /** The status of a path. */
  int get(String path) throws IOException {
    return client.answer(ApiRequest.get(path).with("Authorization", authorization)).status();
  }

  @Override
  public void layerLink(String repository, String digest) throws IOException {
    delete("/v2/" + repository + "/blobs/" + digest);
  }

  @Override
  public void manifestLink(String repository, String digest) throws IOException {
    delete("/v2/" + repository + "/manifests/" + digest);
  }

  @Override
  public void blob(String digest) throws IOException {
    delete("/admin/blobs/" + digest);
  }

  private void delete(String path) throws IOException {
    HttpAnswer answer =
        client.answer(
            ApiRequest.of("DELETE", path, new byte[0])
                .ofType("")
                .with("Authorization", authorization));
    int status = answer.status();
    if (status != NOT_FOUND && status != ACCEPTED && status != NO_CONTENT) {
      throw new IOException(words(status) + reason(answer));
    }
  }

  /** Such as {@code 405 Method Not Allowed}. */
  static String words(int status) {
    return (status + " " + PHRASES.getOrDefault(status, "")).strip();
  }

  /** What the registry says to it, if anything. */
  private static String reason(HttpAnswer answer) {
    try {
      String message = Json.parse(answer.body()).at("/errors/0/message").asString("");
      return message.isEmpty() ? "" : ": " + message;
    } catch (JacksonException _) {
      return "";
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
