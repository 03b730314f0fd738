package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(20)
final class WatchStreamTest {
  private static final String SECRETS = "/api/v1/namespaces/demo/secrets";
  private TestApi api;

  @BeforeEach
  void start() throws Exception {
    api = TestApi.startImpatient();
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
  }

  private void create(String name) throws Exception {
    api.post(SECRETS, "{\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  private BufferedReader watch(String query, String accept) throws Exception {
    var answer = api.stream(api.request(SECRETS + "?watch=true" + query).header("Accept", accept));
    assertThat(answer.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static JsonNode frame(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    return line == null ? Json.object() : Json.parse(line);
  }

  @Test
  void beginsWithWhatIsThereAndGoesOn() throws Exception {
    create("first");
    try (BufferedReader lines = watch("&resourceVersion=0", "application/json")) {
      JsonNode first = frame(lines);
      assertThat(first.get("type").asString()).isEqualTo("ADDED");
      assertThat(first.at("/object/metadata/name").asString()).isEqualTo("first");
      create("second");
      assertThat(frame(lines).at("/object/metadata/name").asString()).isEqualTo("second");
      api.send("DELETE", SECRETS + "/first", "application/json", "{}");
      assertThat(frame(lines).get("type").asString()).isEqualTo("DELETED");
    }
  }

  @Test
  void goesOnAfterARevisionWithoutRepeating() throws Exception {
    create("first");
    String revision = TestApi.tree(api.get(SECRETS)).at("/metadata/resourceVersion").asString();
    try (BufferedReader lines = watch("&resourceVersion=" + revision, "application/json")) {
      create("second");
      assertThat(frame(lines).at("/object/metadata/name").asString()).isEqualTo("second");
    }
  }

  @Test
  void tellsBookmarksOnlyToThoseWhoAsk() throws Exception {
    create("first");
    String query = "&resourceVersion=0&timeoutSeconds=1";
    try (BufferedReader lines = watch(query, "application/json")) {
      assertThat(lines.lines()).hasSize(1);
    }
    String asked =
        "&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    try (BufferedReader lines = watch(query + asked, "application/json")) {
      frame(lines);
      JsonNode bookmark = frame(lines);
      assertThat(bookmark.get("type").asString()).isEqualTo("BOOKMARK");
      assertThat(bookmark.at("/object/kind").asString()).isEqualTo("Secret");
      assertThat(
              bookmark
                  .at("/object/metadata/annotations")
                  .get("k8s.io/initial-events-end")
                  .asString())
          .isEqualTo("true");
    }
  }

  @Test
  void showsTablesToo() throws Exception {
    create("first");
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    try (BufferedReader lines = watch("&resourceVersion=0", table)) {
      JsonNode event = frame(lines);
      assertThat(event.at("/object/kind").asString()).isEqualTo("Table");
      assertThat(event.at("/object/rows/0/cells/0").asString()).isEqualTo("first");
    }
  }

  @Test
  void tellsAForgottenRevisionAsAnEvent() throws Exception {
    try (BufferedReader lines = watch("&resourceVersion=1", "application/json")) {
      JsonNode error = frame(lines);
      assertThat(error.get("type").asString()).isEqualTo("ERROR");
      assertThat(error.at("/object/code").asInt()).isEqualTo(410);
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void tellsAFailureAsAnEventAndNotAsAnOrdinaryEnd() throws Exception {
    create("a");
    create(MapRest.BREAKS);
    create("c");
    String initial =
        "&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    try (BufferedReader lines = watch(initial, "application/json")) {
      assertThat(frame(lines).at("/object/metadata/name").asString()).isEqualTo("a");
      JsonNode error = frame(lines);
      assertThat(error.get("type").asString()).isEqualTo("ERROR");
      assertThat(error.at("/object/kind").asString()).isEqualTo("Status");
      assertThat(error.at("/object/code").asInt()).isEqualTo(500);
      assertThat(error.at("/object/reason").asString()).isEqualTo("InternalError");
      assertThat(error.at("/object/message").asString()).doesNotContain("cannot be read");
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void outlivesTheIdleTimeoutOfItsConnection() throws Exception {
    try (BufferedReader lines = watch("&resourceVersion=5&timeoutSeconds=3", "application/json")) {
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void endsWhenTheServerStops() throws Exception {
    try (BufferedReader lines = watch("&resourceVersion=5", "application/json")) {
      api.stopWatches();
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void endsAfterItsClientHasGone() throws Exception {
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), api.port())) {
      String request =
          "GET "
              + SECRETS
              + "?watch=true&resourceVersion=5 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + TestApi.ADMIN
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Awaitility.await().until(() -> api.secrets.watchers() == 1);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              create("x" + System.nanoTime());
              return api.secrets.watchers() == 0;
            });
  }
}
