package dev.weir.client.http;

import dev.weir.resource.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** An answer that keeps coming, a JSON object a line; closing it tells the server to stop. */
public final class LineStream implements AutoCloseable {
  private final ApiClient.Streaming stream;
  private final BufferedReader lines;

  private LineStream(ApiClient.Streaming stream) {
    this.stream = stream;
    this.lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  /**
   * Sends a request over a connection of its own.
   *
   * @throws dev.weir.resource.StatusException if the server refuses
   */
  public static LineStream open(ApiClient client, ApiRequest request) throws IOException {
    return new LineStream(client.open(request));
  }

  /**
   * The next object, which is waited for; empty at the end.
   *
   * @throws IOException if the connection broke, or it is none
   */
  public Optional<ObjectNode> next() throws IOException {
    String line = lines.readLine();
    while (line != null && line.isBlank()) {
      line = lines.readLine();
    }
    if (line == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parseObject(line.getBytes(StandardCharsets.UTF_8)));
    } catch (JacksonException | IllegalArgumentException _) {
      throw new IOException("the server sent a malformed line");
    }
  }

  @Override
  public void close() {
    stream.wire().close();
  }
}
