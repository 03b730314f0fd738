package dev.weir.clients.matrix;

import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * How the blobs of a repository came to it.
 *
 * @param mounted requests to start an upload whose answer was that nothing need be sent
 * @param uploaded uploads that were brought to their end
 */
record Sent(long mounted, long uploaded) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Reads the audit log as soon as it tells of the tag, which clients put last. */
  static Sent until(Path log, String repository, String tag) {
    String put = repository + "manifests/" + tag;
    List<JsonNode> events =
        await()
            .atMost(PATIENCE)
            .until(
                () -> events(log),
                all -> all.stream().anyMatch(is("update", put).or(is("create", put))));
    String uploads = repository + "blobs/uploads/";
    return new Sent(
        events.stream()
            .filter(event -> event.path("requestURI").asString("").equals(uploads))
            .filter(event -> event.at("/responseStatus/code").asInt(0) == 201)
            .count(),
        events.stream()
            .map(event -> event.path("requestURI").asString(""))
            .filter(address -> address.startsWith(uploads) && !address.equals(uploads))
            .count());
  }

  private static Predicate<JsonNode> is(String verb, String address) {
    return event ->
        event.path("verb").asString("").equals(verb)
            && event.path("requestURI").asString("").equals(address);
  }

  private static List<JsonNode> events(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.endsWith("}"))
        .map(line -> (JsonNode) Json.parse(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }
}
