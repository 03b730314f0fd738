package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.slf4j.LoggerFactory;

/** A machine starts with a clock that is years off, as one without a battery does. */
final class ClockOffTest {
  private static final Duration YEARS = Duration.ofDays(20 * 365);

  @TempDir private Path directory;

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("dev.weir");
  private final Artifact image =
      Artifact.image(Piece.configuration(1), List.of(Piece.layer(2, 1000)));

  @BeforeEach
  void push() throws Exception {
    said.start();
    try (Server server = serve(Duration.ZERO);
        Door door = door(server)) {
      String project = "{\"metadata\":{\"name\":\"demo\"}}";
      assertThat(door.api("POST", "/api/v1/namespaces", project).status()).isEqualTo(201);
      for (Piece piece : image.pieces()) {
        String path = "/v2/demo/app/blobs/uploads/?digest=" + piece.digest();
        assertThat(door.registry("POST", path, Door.BYTES, piece.bytes()).status()).isEqualTo(201);
      }
      String manifest = "/v2/demo/app/manifests/v1";
      assertThat(door.registry("PUT", manifest, image.type(), image.bytes()).status())
          .isEqualTo(201);
    }
    log.addAppender(said);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(said);
  }

  private Server serve(Duration off) {
    SetClock clock = new SetClock();
    clock.move(off);
    Map<Setting, String> flags =
        Map.of(
            Setting.DATA,
            directory.resolve("d").toString(),
            Setting.API,
            "127.0.0.1:0",
            Setting.REGISTRY,
            "127.0.0.1:0");
    return Server.start(
        ConfigReader.read(flags, "", Map.of()), new Surroundings(clock, "box", "0.2.0"));
  }

  private Door door(Server server) throws Exception {
    return Door.at(server.registryUrl(), server.apiUrl(), directory.resolve("d"));
  }

  private List<String> warnings() {
    return said.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void isPulled(Server server) throws Exception {
    try (Door door = door(server)) {
      assertThat(door.registry("GET", "/v2/demo/app/manifests/v1").status()).isEqualTo(200);
    }
  }

  @Test
  void yearsBeforeItsCertificateItServesAndSaysWhoRefusesItAndWhatToDo() throws Exception {
    byte[] authority = Files.readAllBytes(directory.resolve("d/ca.crt"));
    try (Server server = serve(YEARS.negated())) {
      isPulled(server);
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("the server's certificate is valid from ")
        .contains(", and this machine's clock says 20")
        .endsWith(": clients refuse it; set the clock right and start again");
    assertThat(Files.readAllBytes(directory.resolve("d/ca.crt"))).isEqualTo(authority);
  }

  @Test
  void yearsAfterItsAuthorityItMakesANewOneAndSaysSoAndLosesNothing() throws Exception {
    try (Server server = serve(YEARS)) {
      isPulled(server);
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith(
            "the authority's certificate has ended or ends soon by this machine's clock, 20")
        .endsWith(
            "a new one is made, and clients must trust the new " + directory.resolve("d/ca.crt"));
    try (Server server = serve(Duration.ZERO)) {
      isPulled(server);
    }
    assertThat(warnings()).last().asString().contains("set the clock right and start again");
  }
}
