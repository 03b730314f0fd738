package dev.weir.controller;

import static dev.weir.client.ScriptedServer.answer;
import static dev.weir.client.ScriptedServer.cut;
import static dev.weir.client.ScriptedServer.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ScriptedServer;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InformerTest {
  private static final ResourceKind CONFIG_MAP =
      ResourceKind.namespaced("", "v1", "configmaps", "configmap", "ConfigMap");

  /** What the server is asked for, in short: {@code list}, or {@code watch VERSION}. */
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** What it answers, in turn; nothing more after the last. */
  private final BlockingQueue<Step> script = new LinkedBlockingQueue<>();

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Loops loops = new Loops();

  private interface Step {
    void answer(HttpExchange exchange) throws IOException;
  }

  @AfterEach
  void stop() {
    loops.close();
  }

  private void run(Step... steps) throws IOException, InterruptedException {
    script.addAll(List.of(steps));
    try (ScriptedServer server = ScriptedServer.start(this::next)) {
      Informer informer =
          new Informer(
              server.resources(),
              CONFIG_MAP,
              new Seen(),
              Duration.ofMillis(1),
              Duration.ofMillis(1));
      loops.start("informer", informer);
      await().until(() -> asked.size() > steps.length);
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    asked.add(
        query.contains("watch=true")
            ? query.replaceAll(".*resourceVersion=(\\d+).*", "watch $1")
            : "list");
    try {
      script.take().answer(exchange);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Seen implements Informer.Handler {
    @Override
    public void replaced(Iterable<ApiObject> all) {
      List<String> names = new ArrayList<>();
      all.forEach(one -> names.add(Meta.name(one.tree())));
      seen.add("all " + names);
    }

    @Override
    public void changed(ObjectEvent event) {
      seen.add(event.type() + " " + Meta.name(event.object().tree()));
    }
  }

  private static Step list(long version, String... names) {
    StringBuilder items = new StringBuilder();
    for (String name : names) {
      items
          .append(items.isEmpty() ? "" : ",")
          .append("{\"metadata\":{\"name\":\"")
          .append(name)
          .append("\"}}");
    }
    return exchange ->
        answer(
            exchange,
            200,
            "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
                + version
                + "\"},\"items\":["
                + items
                + "]}");
  }

  private static Step watch(String... events) {
    return exchange -> answer(exchange, 200, String.join("", events));
  }

  private static Step refuse(int code) {
    return exchange ->
        answer(exchange, code, "{\"kind\":\"Status\",\"code\":" + code + ",\"message\":\"no\"}");
  }

  @Test
  void goesOnWhereAWatchWasThatTheServerEnded() throws Exception {
    run(
        list(10, "a"),
        watch(event("ADDED", "b", 12), event("BOOKMARK", "", 20)),
        watch(event("MODIFIED", "b", 23)));
    assertThat(asked).containsExactly("list", "watch 10", "watch 20", "watch 23");
    assertThat(seen).containsExactly("all [a]", "ADDED b", "BOOKMARK ", "MODIFIED b");
  }

  @Test
  void goesOnAtTheListAfterAWatchWithNothingToTell() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    run(
        list(10, "a"),
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
          try {
            boolean _ = never.await(1500, TimeUnit.MILLISECONDS);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        },
        watch(event("ADDED", "b", 12)));
    assertThat(asked).startsWith("list", "watch 10", "watch 10");
    assertThat(seen).startsWith("all [a]", "ADDED b");
  }

  @Test
  void listsAnewAfterAWatchThatBroke() throws Exception {
    run(list(10, "a"), exchange -> cut(exchange, event("ADDED", "b", 12)), list(30, "a", "c"));
    assertThat(asked).containsExactly("list", "watch 10", "list", "watch 30");
    assertThat(seen).containsExactly("all [a]", "ADDED b", "all [a, c]");
  }

  @Test
  void listsAnewWhereThePastIsForgotten() throws Exception {
    run(list(10, "a"), refuse(410), list(30, "a", "c"));
    assertThat(asked).containsExactly("list", "watch 10", "list", "watch 30");
  }

  @Test
  void aKindThatTheServerDoesNotHaveIsLookedForAgain() throws Exception {
    run(refuse(404), refuse(404), list(7, "late"));
    assertThat(asked).containsExactly("list", "list", "list", "watch 7");
    assertThat(seen).containsExactly("all []", "all []", "all [late]");
  }

  @Test
  void aKindThatIsTakenAwayIsForgotten() throws Exception {
    run(list(7, "a"), refuse(404), refuse(404));
    assertThat(asked).containsExactly("list", "watch 7", "list", "list");
    assertThat(seen).containsExactly("all [a]", "all []");
  }

  @Test
  void whatIsRefusedIsAskedForAgain() throws Exception {
    run(refuse(403), refuse(500), list(7, "a"));
    assertThat(asked).containsExactly("list", "list", "list", "watch 7");
  }
}
