package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.soak.Artifact;
import dev.weir.clients.soak.Door;
import dev.weir.clients.soak.Piece;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the clock of a machine whose server collects garbage. */
final class CollectionClockTest {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration FAR = Duration.ofDays(400);

  @TempDir private Path directory;

  private final SetClock clock = new SetClock();
  private Server server;
  private Door door;
  private long number;

  @BeforeEach
  void start() throws Exception {
    server = serve();
    door = Door.at(server.registryUrl(), server.apiUrl(), directory.resolve("d"));
    String project = "{\"metadata\":{\"name\":\"demo\"}}";
    assertThat(door.api("POST", "/api/v1/namespaces", project).status()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    door.close();
    server.close();
  }

  private Server serve() {
    Map<Setting, String> flags =
        Map.of(
            Setting.DATA,
            directory.resolve("d").toString(),
            Setting.API,
            "127.0.0.1:0",
            Setting.REGISTRY,
            "127.0.0.1:0",
            Setting.GC_GRACE,
            GRACE.toSeconds() + "s",
            Setting.PUSH_LEASE,
            "20s");
    return Server.start(
        ConfigReader.read(flags, "", Map.of()), new Surroundings(clock, "box", "0.1.0"));
  }

  private Artifact pushed(String stream, String tag) throws Exception {
    Artifact image = image();
    upload(stream, image);
    assertThat(put(stream, tag, image).status()).isEqualTo(201);
    return image;
  }

  private void upload(String stream, Artifact image) throws Exception {
    for (Piece piece : image.pieces()) {
      String path = "/v2/demo/" + stream + "/blobs/uploads/?digest=" + piece.digest();
      assertThat(door.registry("POST", path, Door.BYTES, piece.bytes()).status()).isEqualTo(201);
    }
  }

  private Artifact image() {
    return Artifact.image(Piece.configuration(++number), List.of(Piece.layer(++number, 1000)));
  }

  private Door.Answer put(String stream, String tag, Artifact image) throws Exception {
    String path = "/v2/demo/" + stream + "/manifests/" + tag;
    return door.registry("PUT", path, image.type(), image.bytes());
  }

  private void untag(String stream, String tag) throws Exception {
    String path =
        "/apis/image.openshift.io/v1/namespaces/demo/imagestreamtags/" + stream + ":" + tag;
    assertThat(door.api("DELETE", path, "").status()).isEqualTo(200);
  }

  private boolean isStored(String digest) {
    String hex = digest.substring("sha256:".length());
    Path file = directory.resolve("d/blobs/blobs/sha256").resolve(hex.substring(0, 2));
    return Files.exists(file.resolve(hex));
  }

  private void awaitGone(Artifact image) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> image.closure().stream().noneMatch(this::isStored));
  }

  @Test
  void aClockThatIsSetForwardMakesNothingGoBeforeItsGraceIsOver() throws Exception {
    Artifact image = pushed("app", "old");
    long before = System.nanoTime();
    untag("app", "old");
    clock.move(FAR);

    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> image.closure().stream().anyMatch(digest -> !isStored(digest)));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(GRACE);
    awaitGone(image);
  }

  @Test
  void aClockThatIsSetBackKeepsNoGarbage() throws Exception {
    Artifact image = pushed("app", "old");
    Artifact kept = pushed("app", "new");
    untag("app", "old");
    clock.move(FAR.negated());

    awaitGone(image);
    assertThat(kept.closure()).allMatch(this::isStored);
  }

  @Test
  void whatWasAnsweredBeforeAClockWasSetIsThereForItsManifest() throws Exception {
    for (Duration by : List.of(FAR, FAR.negated())) {
      Artifact image = image();
      upload("app", image);
      clock.move(by);
      Artifact garbage = pushed("other", "old");
      untag("other", "old");
      awaitGone(garbage); // so that collection has been at work since
      assertThat(put("app", "set" + by.isNegative(), image).status()).isEqualTo(201);
      assertThat(image.closure()).allMatch(this::isStored);
    }
  }

  @Test
  void aStartWithAnotherClockMakesNothingGoBeforeItsGraceIsOver() throws Exception {
    Artifact image = pushed("app", "old");
    untag("app", "old");
    stop();
    clock.move(FAR);
    long before = System.nanoTime();
    server = serve();
    door = Door.at(server.registryUrl(), server.apiUrl(), directory.resolve("d"));

    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> image.closure().stream().anyMatch(digest -> !isStored(digest)));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(GRACE);
    awaitGone(image);
  }
}
