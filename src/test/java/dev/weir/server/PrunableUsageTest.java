package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.soak.Artifact;
import dev.weir.clients.soak.Door;
import dev.weir.clients.soak.Piece;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a server says that pruning would free is what pruning frees. */
final class PrunableUsageTest {
  private static final Duration AGE = Duration.ofHours(2);

  @TempDir private Path directory;

  private final SetClock clock = new SetClock();
  private Server server;
  private Door door;

  @BeforeEach
  void start() throws Exception {
    open(Map.of());
    post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"demo\"}}");
  }

  @AfterEach
  void stop() {
    door.close();
    server.close();
  }

  private void open(Map<Setting, String> more) throws Exception {
    Map<Setting, String> flags = new HashMap<>(more);
    flags.put(Setting.DATA, directory.resolve("d").toString());
    flags.put(Setting.API, "127.0.0.1:0");
    flags.put(Setting.REGISTRY, "127.0.0.1:0");
    flags.put(Setting.GC_GRACE, "1s");
    flags.put(Setting.PUSH_LEASE, "1s");
    server =
        Server.start(
            ConfigReader.read(flags, "", Map.of()), new Surroundings(clock, "box", "0.1.0"));
    door = Door.at(server.registryUrl(), server.apiUrl(), directory.resolve("d"));
  }

  private void post(String path, String body) throws Exception {
    assertThat(door.api("POST", path, body).status()).isEqualTo(201);
  }

  private void push(String stream, Artifact image) throws Exception {
    for (Piece piece : image.pieces()) {
      String path = "/v2/demo/" + stream + "/blobs/uploads/?digest=" + piece.digest();
      assertThat(door.registry("POST", path, Door.BYTES, piece.bytes()).status()).isEqualTo(201);
    }
    String path = "/v2/demo/" + stream + "/manifests/latest";
    assertThat(door.registry("PUT", path, image.type(), image.bytes()).status()).isEqualTo(201);
  }

  private JsonNode usage() throws Exception {
    return door.api("GET", "/storage/usage", "").json();
  }

  private static long prunable(JsonNode item) {
    assertThat(item.has("prunableBytes")).isTrue();
    return item.path("prunableBytes").asLong();
  }

  private long stored() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("d/blobs/blobs"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void deploy(Artifact image) throws Exception {
    post(
        "/apis/apps/v1/namespaces/demo/deployments",
        """
        {"metadata":{"name":"used"},"spec":{"selector":{"matchLabels":{"app":"used"}},
         "template":{"metadata":{"labels":{"app":"used"}},
          "spec":{"containers":[{"name":"main","image":"%s/demo/app@%s"}]}}}}
        """
            .formatted(server.registryUrl().replaceFirst("^https?://", ""), image.digest()));
  }

  @Test
  void whatIsPrunableIsFreedByPruning() throws Exception {
    Piece base = Piece.layer(1, 1000);
    List<Artifact> images = new ArrayList<>();
    for (int revision = 1; revision <= 6; revision++) {
      List<Piece> layers = List.of(base, Piece.layer(10 + revision, 100));
      images.add(Artifact.image(Piece.configuration(20 + revision), layers));
      push("app", images.getLast());
    }
    push("other", images.get(2));
    deploy(images.get(1));
    assertThat(prunable(usage().path("totals"))).isZero();

    clock.move(AGE);

    JsonNode usage = usage();
    Artifact oldest = images.getFirst();
    Set<String> loose = new HashSet<>(oldest.closure());
    loose.remove(base.digest());
    long bytes = 0;
    for (String digest : loose) {
      String hex = digest.substring("sha256:".length());
      bytes +=
          Files.size(
              directory.resolve("d/blobs/blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex));
    }
    assertThat(prunable(usage.at("/streams/0"))).isEqualTo(bytes);
    assertThat(prunable(usage.at("/streams/1"))).isZero();
    assertThat(prunable(usage.at("/projects/0"))).isEqualTo(bytes);
    assertThat(prunable(usage.path("totals"))).isEqualTo(bytes);
    JsonNode inside = door.api("GET", "/storage/usage?namespace=demo", "").json();
    assertThat(prunable(inside.at("/streams/0"))).isEqualTo(bytes);

    long before = stored();
    stop();
    open(Map.of(Setting.PRUNE_SCHEDULE, "1s"));
    long after = before - bytes;
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(stored()).isEqualTo(after));
    assertThat(prunable(usage().path("totals"))).isZero();
  }
}
