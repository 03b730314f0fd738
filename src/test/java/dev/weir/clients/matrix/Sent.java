package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;
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
   * Waits until the audit log tells of a manifest and that just this was sent before. A request is
   * told of after its answer, so that lines of a client's last requests may come in any order.
   *
   * @param repository its address on the server
   * @param reference of the manifest, which clients put after all blobs
   */
  static void assertToldIn(Path log, String repository, String reference, Sent expected) {
    await("the audit log tells of " + repository)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<JsonNode> events = events(log);
              assertThat(events)
                  .anyMatch(event -> isAt(event, repository + "manifests/" + reference));
              assertThat(of(events, repository + "blobs/uploads/")).isEqualTo(expected);
            });
  }

  private static Sent of(List<JsonNode> events, String uploads) {
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
