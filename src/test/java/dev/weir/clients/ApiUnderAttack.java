package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.UnreadStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The API under answers that nobody takes and objects that grow in memory. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ApiUnderAttack {
  private static final String CONFIGMAPS = "/api/v1/namespaces/demo/configmaps";
  private static final int MANY = 8;

  private final SmallServer server;

  ApiUnderAttack(SmallServer server) {
    this.server = server;
  }

  @BeforeAll
  void makeObjectsOfManyThings() throws Exception {
    for (int i = 0; i < MANY; i++) {
      makeOfManyThings("dense" + i);
    }
  }

  /** Opens streams on many connections; those that the server cuts off come again no more. */
  private interface Asking {
    void ask(UnreadStreams streams, int i) throws IOException;
  }

  private void withUnreadStreams(int connections, int each, Asking asking) throws Exception {
    List<UnreadStreams> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        UnreadStreams streams = new UnreadStreams(server.toApi());
        open.add(streams);
        for (int k = 0; k < each; k++) {
          asking.ask(streams, k);
        }
      }
      server.goesOn();
    } finally {
      for (UnreadStreams streams : open) {
        streams.close();
      }
    }
    server.goesOn();
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
      "Bearer " + server.administrator(),
      "content-type",
      "application/merge-patch+json"
    };
  }

  @Test
  void patchedObjectsThatNobodyReadsDoNotEndIt() throws Exception {
    String large =
        "{\"metadata\":{\"name\":\"large\"},\"data\":{\"a\":\"" + "x".repeat(900_000) + "\"}}";
    assertThat(server.call("POST", CONFIGMAPS, large).status()).isEqualTo(201);
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
    assertThat(server.call("POST", CONFIGMAPS, data.toString()).status()).isEqualTo(201);
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
    server.goesOn();
  }

  @Test
  void deletingManyObjectsOfManyThingsDoesNotEndIt() throws Exception {
    String path = CONFIGMAPS + "?dryRun=All";
    atOnce(2, () -> server.call("DELETE", path, "").status());
  }

  @Test
  void prettyListsOfObjectsOfManyThingsDoNotEndIt() throws Exception {
    assertThat(server.call("GET", CONFIGMAPS + "?pretty=true", "").json().get("items"))
        .hasSizeGreaterThanOrEqualTo(MANY);
    server.goesOn();
  }
}
