package dev.weir.clients.matrix;

import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * How the blobs of a repository came to it.
 *
 * @param mounted requests to start an upload whose answer was that nothing need be sent
 * @param uploaded uploads that were brought to their end
 */
record Sent(long mounted, long uploaded) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Reads the audit log as soon as it tells of a manifest.
   *
   * @param repository its address on the server
   * @param reference of the manifest, which clients put after all blobs
   */
  static Sent until(Path log, String repository, String reference) {
    String put = repository + "manifests/" + reference;
    await("the audit log tells of " + put)
        .atMost(PATIENCE)
        .until(() -> events(log).stream().anyMatch(event -> isAt(event, put)));
    String uploads = repository + "blobs/uploads/";
    List<JsonNode> events = events(log);
    return new Sent(
        events.stream()
            .filter(event -> isAt(event, uploads))
            .filter(event -> event.at("/responseStatus/code").asInt(0) == 201)
            .count(),
        events.stream()
            .map(event -> event.path("requestURI").asString(""))
            .filter(address -> address.startsWith(uploads) && !address.equals(uploads))
            .count());
  }

  /** Reads are not in the log, so it was put there. */
  private static boolean isAt(JsonNode event, String address) {
    return event.path("requestURI").asString("").equals(address);
  }

  private static List<JsonNode> events(Path log) {
    return lines(log).stream()
        .filter(line -> line.endsWith("}"))
        .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
