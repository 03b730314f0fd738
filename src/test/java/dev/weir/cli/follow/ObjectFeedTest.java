package dev.weir.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.ScriptedServer;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a watch, by a server that answers as it is told. */
@Timeout(30)
class ObjectFeedTest {
  @SuppressWarnings("InlineFormatString") // its brackets are easier to count here
  private static final String LIST =
      "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[%s]}";

  @SuppressWarnings("InlineFormatString")
  private static final String OBJECT =
      "{\"metadata\":{\"name\":\"web\",\"namespace\":\"n\",\"resourceVersion\":\"%d\"}}";

  private static final String EXPIRED =
      "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too"
          + " old\"}}\n";

  private static final String AWAY =
      "{\"kind\":\"Status\",\"code\":503,\"reason\":\"ServiceUnavailable\",\"message\":\"away\"}";

  /** One answer; 0 keeps the connection open. */
  private record Answer(int status, String body) {
    static Answer ok(String body) {
      return new Answer(200, body);
    }
  }

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  @AutoClose private ScriptedServer server;
  private Thread feeding = Thread.ofVirtual().unstarted(() -> {});

  ObjectFeedTest() throws IOException {
    server = ScriptedServer.start(this::answer);
  }

  @BeforeEach
  void feed() {
    Followed followed =
        new Followed("http://here", "n", new ObjectName(Kinds.DEPLOYMENT, "web"), "");
    ObjectFeed feed = new ObjectFeed(server.resources(), followed, "5", news::add, () -> 1);
    feeding = Thread.ofVirtual().unstarted(feed);
  }

  @AfterEach
  void stop() throws InterruptedException {
    feeding.interrupt();
    feeding.join();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    asked.add(
        query.contains("watch=true")
            ? "watch from " + query.replaceFirst(".*resourceVersion=(\\d+).*", "$1")
            : "list");
    assertThat(query).contains("fieldSelector=metadata.name=web");
    Answer next;
    synchronized (answers) {
      next = answers.isEmpty() ? new Answer(0, "") : answers.remove();
    }
    if (next.status() > 0) {
      ScriptedServer.answer(exchange, next.status(), next.body());
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
  }

  private void script(Answer... all) {
    answers.addAll(List.of(all));
    feeding.start();
  }

  private News next() throws InterruptedException {
    return Objects.requireNonNull(news.poll(20, TimeUnit.SECONDS), "no news");
  }

  private void seen() throws InterruptedException {
    assertThat(next())
        .isInstanceOfSatisfying(
            News.Seen.class, seen -> assertThat(Meta.name(seen.object())).isEqualTo("web"));
  }

  private static String listed(long version) {
    return LIST.formatted(version, OBJECT.formatted(version));
  }

  @Test
  void aWatchThatTheServerEndsIsTakenUpWhereItWas() throws Exception {
    script(
        Answer.ok(ScriptedServer.event("MODIFIED", "web", 7)),
        Answer.ok(ScriptedServer.event("MODIFIED", "web", 9)));
    seen();
    seen();
    assertThat(asked).startsWith("watch from 5", "watch from 7").doesNotContain("list");
  }

  @Test
  void whatIsForgottenIsLookedAtAnew() throws Exception {
    script(
        Answer.ok(ScriptedServer.event("MODIFIED", "web", 7) + EXPIRED),
        Answer.ok(listed(30)),
        Answer.ok(ScriptedServer.event("MODIFIED", "web", 31)));
    seen();
    seen();
    seen();
    assertThat(asked).startsWith("watch from 5", "list", "watch from 30");
    assertThat(news).isEmpty();
  }

  @Test
  void aPastThatIsForgottenAtOnceIsNotAskedForWithoutPause() throws Exception {
    script(
        Answer.ok(EXPIRED),
        Answer.ok(listed(30)),
        Answer.ok(EXPIRED),
        Answer.ok(listed(31)),
        Answer.ok(ScriptedServer.event("DELETED", "web", 32)));
    assertThat(next()).isInstanceOf(News.Broken.class);
    seen();
    seen();
    assertThat(next()).isEqualTo(new News.Mended());
    assertThat(next()).isEqualTo(new News.Gone());
  }

  @Test
  void aServerThatIsNotWellIsAskedAgainAndToldOfOnce() throws Exception {
    script(
        new Answer(503, AWAY),
        new Answer(503, AWAY),
        Answer.ok(LIST.formatted(40, "")),
        Answer.ok(ScriptedServer.event("ADDED", "web", 41)));
    assertThat(next())
        .isInstanceOfSatisfying(
            News.Broken.class,
            broken -> assertThat(broken.pause().toMillis()).isBetween(375L, 500L));
    assertThat(next()).isEqualTo(new News.Gone());
    assertThat(next()).isEqualTo(new News.Mended());
    seen();
    assertThat(asked).startsWith("watch from 5", "list", "list", "watch from 40");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 405})
  void aRefusalThatWillStayEndsIt(int status) throws Exception {
    script(new Answer(status, "{\"kind\":\"Status\",\"code\":" + status + ",\"message\":\"no\"}"));
    assertThat(next())
        .isInstanceOfSatisfying(
            News.Over.class,
            over ->
                assertThat(over.why())
                    .isInstanceOfSatisfying(
                        StatusException.class,
                        why -> assertThat(why.status().code()).isEqualTo(status)));
    feeding.join();
    assertThat(asked).hasSize(1);
  }
}
