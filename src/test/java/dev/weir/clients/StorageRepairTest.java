package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.clients.TestPushes.Pushed;
import dev.weir.resource.Json;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks and repairs that are broken off, and those that others are in the way of. */
class StorageRepairTest {
  private static final int WRONG = 1_000;

  @TempDir private Path work;

  private Output weir(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("storage", "check", "--data", data().toString()));
    line.addAll(List.of(arguments));
    return RealClient.weir(Map.of("HOME", work.toString()))
        .attempt("", line.toArray(String[]::new));
  }

  private Path data() {
    return work.resolve("data");
  }

  private static WeirCalls calls(ServerProcess server, Path work) {
    WeirCalls calls = new WeirCalls(server.environment(work), work);
    calls.says("new-project", "team");
    return calls;
  }

  private long wrong() {
    try (SqliteStore store = SqliteStore.open(data().resolve("weir.db"))) {
      return store.range(RangeQuery.all("/links/")).entries().stream()
          .filter(entry -> Json.parseObject(entry.value()).path("size").asLong(0) == 4711)
          .count();
    }
  }

  @Test
  void aRepairThatIsKilledLeavesNothingHalfAndIsFinishedByTheNext() throws Exception {
    Pushed image;
    try (ServerProcess server = ServerProcess.start(data())) {
      WeirCalls _ = calls(server, work);
      ApiCaller caller = ApiCaller.of(server);
      image = new TestPushes(caller).image(caller.administrator(), "team/app", "v1", "v1");
      server.terminate();
    }
    try (SqliteStore store = SqliteStore.open(data().resolve("weir.db"))) {
      Transaction.Builder links = Transaction.builder();
      for (int i = 0; i < WRONG; i++) {
        links.put(
            "/links/team/r" + i + "/" + image.parts().iterator().next(),
            Json.bytes(Json.object().put("size", 4711).put("since", 1)));
      }
      var _ = store.commit(links.build());
    }
    Process repair =
        RealClient.weir(Map.of("HOME", work.toString()))
            .start("storage", "check", "--repair", "--data", data().toString());
    try (BufferedReader out = repair.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < 20; i++) {
        assertThat(out.readLine()).startsWith("wrong-size").endsWith("(repaired)");
      }
      repair.destroyForcibly().waitFor();
    }

    assertThat(wrong()).isBetween(1L, (long) WRONG - 20);
    assertThat(weir("--repair").exit()).isZero();
    assertThat(wrong()).isZero();
    assertThat(weir().out()).contains("all is as it should be");
  }

  @Test
  void whoHangsUpEndsTheCheckAndTwoAtOnceAreOneTooMany() throws Exception {
    try (ServerProcess server = ServerProcess.start(data())) {
      WeirCalls _ = calls(server, work);
      ApiCaller caller = ApiCaller.of(server);
      new TestPushes(caller).blob(caller.administrator(), "team/app", new byte[8 << 20]);

      try (InputStream slow = caller.stream("POST", "/storage/check?rate=65536").body()) {
        assertThat(slow.read()).isEqualTo('{');
        assertThat(post(caller)).isEqualTo(429);
      }

      await().untilAsserted(() -> assertThat(post(caller)).isEqualTo(200));
    }
  }

  private static int post(ApiCaller caller) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = caller.stream("POST", "/storage/check?rate=0");
    try (InputStream body = answer.body()) {
      body.transferTo(OutputStream.nullOutputStream());
    }
    return answer.statusCode();
  }

  @Test
  void pushesAndDeletesAndCollectionThatGoOnMeanwhileAreNoFindings() throws Exception {
    try (ServerProcess server = ServerProcess.start(data(), "--gc-grace", "1s")) {
      WeirCalls weir = calls(server, work);
      ApiCaller caller = ApiCaller.of(server);
      AtomicBoolean over = new AtomicBoolean();
      Thread pusher = Thread.ofVirtual().start(() -> churn(caller, over));
      try {
        for (int i = 0; i < 12; i++) {
          String[] check =
              i % 2 == 0
                  ? new String[] {"storage", "check", "--rate", "0"}
                  : new String[] {"storage", "check", "--repair", "--rate", "0"};
          assertThat(weir.says(check)).contains("all is as it should be");
        }
      } finally {
        over.set(true);
        pusher.join();
      }
      assertThat(weir.says("storage", "check")).contains("all is as it should be");
    }
  }

  private static void churn(ApiCaller caller, AtomicBoolean over) {
    TestPushes pushes = new TestPushes(caller);
    String token = caller.administrator();
    String streams = "/apis/image.openshift.io/v1/namespaces/team/imagestreams/";
    try {
      for (int i = 0; !over.get(); i++) {
        var _ = pushes.image(token, "team/app", "v" + i % 3, "build " + i);
        var _ = pushes.image(token, "team/fleeting", "v1", "fleeting " + i % 10);
        if (i % 2 == 1) {
          var _ = caller.api(token, "DELETE", streams + "fleeting", "");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"store-2-stopped", "store-2-killed"})
  void whatAnEarlierBuildWroteIsInOrder(String name) throws Exception {
    Path kept = KeptData.unpack(name, work);
    assertThat(kept).isEqualTo(data());

    Output found = weir();

    assertThat(found.err()).isEmpty();
    assertThat(found.out()).contains("all is as it should be");
    try (ServerProcess server = ServerProcess.start(kept)) { // brings it to what is written today
      server.terminate();
    }
    assertThat(weir().out()).contains("all is as it should be");
  }
}
