package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.UnreadStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API with a small heap, under answers that nobody takes and objects that grow in memory. */
@Timeout(120)
final class SmallHeapApiTest {
  private static final String NAMESPACE = "{\"metadata\":{\"name\":\"demo\"}}";
  private static final String CONFIGMAPS = "/api/v1/namespaces/demo/configmaps";
  private static final int MANY = 8;

  @TempDir Path work;

  private ServerProcess server;
  private ApiCaller caller;
  private SSLSocketFactory tls;

  @BeforeEach
  void start() throws Exception {
    server =
        ServerProcess.start(
            List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"), work.resolve("data"));
    caller = ApiCaller.of(server);
    tls = HttpApi.trust(server).getSocketFactory();
    assertThat(caller.api(caller.administrator(), "POST", "/api/v1/namespaces", NAMESPACE).status())
        .isEqualTo(201);
    for (int i = 0; i < MANY; i++) {
      makeOfManyThings("dense" + i);
    }
  }

  @AfterEach
  void stop() throws IOException {
    caller.close();
    server.close();
  }

  private void theServerGoesOn() throws Exception {
    assertThat(
            caller
                .api(caller.administrator(), "GET", "/api/v1/namespaces/demo/secrets", "")
                .status())
        .isEqualTo(200);
  }

  /** Opens streams on many connections; those that the server cuts off come again no more. */
  private interface Asking {
    void ask(UnreadStreams streams, int i) throws IOException;
  }

  private void withUnreadStreams(int connections, int each, Asking asking) throws Exception {
    String[] address = server.api().substring("https://".length()).split(":");
    List<UnreadStreams> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        UnreadStreams streams = new UnreadStreams(tls, address[0], Integer.parseInt(address[1]));
        open.add(streams);
        for (int k = 0; k < each; k++) {
          asking.ask(streams, k);
        }
      }
      theServerGoesOn();
    } finally {
      for (UnreadStreams streams : open) {
        streams.close();
      }
    }
    theServerGoesOn();
  }

  @Test
  void answersThatStrangersDoNotTakeDoNotEndIt() throws Exception {
    withUnreadStreams(100, 100, (streams, _) -> streams.request("GET", "/healthz", new byte[0]));
  }

  @Test
  void refusalsThatStrangersDoNotTakeDoNotEndIt() throws Exception {
    String longPath = "/api/v1/namespaces/demo/secrets/" + "x".repeat(6_000);
    withUnreadStreams(
        40,
        100,
        (streams, _) ->
            streams.request("GET", longPath, new byte[0], "authorization", "Bearer none"));
  }

  private String[] patching() {
    return new String[] {
      "authorization",
      "Bearer " + caller.administrator(),
      "content-type",
      "application/merge-patch+json"
    };
  }

  @Test
  void patchedObjectsThatNobodyReadsDoNotEndIt() throws Exception {
    String large =
        "{\"metadata\":{\"name\":\"large\"},\"data\":{\"a\":\"" + "x".repeat(900_000) + "\"}}";
    assertThat(caller.api(caller.administrator(), "POST", CONFIGMAPS, large).status())
        .isEqualTo(201);
    byte[] patch = "{\"data\":{\"b\":\"c\"}}".getBytes(StandardCharsets.US_ASCII);
    withUnreadStreams(
        3,
        60,
        (streams, _) ->
            streams.request("PATCH", CONFIGMAPS + "/large?dryRun=All", patch, patching()));
  }

  /** Makes an object that is small, and large when it is parsed. */
  private void makeOfManyThings(String name) throws Exception {
    StringBuilder data = new StringBuilder("{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{");
    for (int i = 0; i < 50_000; i++) {
      data.append("\"k").append(i).append("\":\"a\",");
    }
    data.append("\"z\":\"\"}}");
    assertThat(caller.api(caller.administrator(), "POST", CONFIGMAPS, data.toString()).status())
        .isEqualTo(201);
  }

  private void atOnce(int count, Callable<Integer> request) throws Exception {
    List<Future<Integer>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        answers.add(threads.submit(request));
      }
    }
    for (Future<Integer> answer : answers) {
      assertThat(answer.get()).isIn(200, 429);
    }
    theServerGoesOn();
  }

  @Test
  void deletingManyObjectsOfManyThingsDoesNotEndIt() throws Exception {
    String path = CONFIGMAPS + "?dryRun=All";
    atOnce(2, () -> caller.api(caller.administrator(), "DELETE", path, "").status());
  }

  @Test
  void prettyListsOfObjectsOfManyThingsDoNotEndIt() throws Exception {
    assertThat(
            caller
                .api(caller.administrator(), "GET", CONFIGMAPS + "?pretty=true", "")
                .json()
                .get("items"))
        .hasSizeGreaterThanOrEqualTo(MANY);
    theServerGoesOn();
  }
}
