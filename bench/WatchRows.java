import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Many watchers of which all hear one event. */
final class WatchRows {
  private static final String CONFIGS = "/api/v1/namespaces/watched/configmaps";
  private static final int STREAMS_OF_A_CONNECTION = 100;
  private static final int EVENTS = 20;

  private final Program weir;
  private final boolean quick;
  private final AtomicReference<CountDownLatch> heard =
      new AtomicReference<>(new CountDownLatch(0));
  private final AtomicLong last = new AtomicLong();

  WatchRows(Program weir, boolean quick) {
    this.weir = weir;
    this.quick = quick;
  }

  void print() throws Exception {
    try (HttpCaller caller = weir.callApi()) {
      caller.json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"watched\"}}");
      int watchers = quick ? 1_000 : 5_000;
      print(caller, "HTTP/2, %d a connection".formatted(STREAMS_OF_A_CONNECTION), watchers, true);
      print(caller, "HTTP/1.1, one a connection", quick ? 200 : watchers, false);
    }
  }

  private void print(HttpCaller caller, String how, int watchers, boolean streams)
      throws Exception {
    long before = weir.rss();
    CountDownLatch begun = new CountDownLatch(watchers);
    List<HttpClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < watchers; i++) {
        if (i % (streams ? STREAMS_OF_A_CONNECTION : 500) == 0) {
          clients.add(client(streams));
          if (i > 0) {
            awaitBegun(begun, watchers - i);
          }
        }
        watch(clients.getLast(), begun);
      }
      awaitBegun(begun, 0);
      double each = (weir.rss() - before) / 1024.0 / watchers;
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < 2 * EVENTS; i++) {
        millis.add(tell(caller, watchers));
      }
      double used = weir.cpuSeconds();
      for (int i = 0; i < EVENTS; i++) {
        millis.add(tell(caller, watchers));
      }
      used = weir.cpuSeconds() - used;
      Load.Figure cold = Load.Figure.of(millis.subList(0, EVENTS), 1);
      Load.Figure told = Load.Figure.of(millis.subList(2 * EVENTS, 3 * EVENTS), 1);
      double echo =
          Calibration.loopbackEcho(
              streams ? watchers / STREAMS_OF_A_CONNECTION : watchers, watchers);
      String name = "%,d watchers, %s: the last one, p50".formatted(watchers, how);
      Table.row(name, ms(told.p50()), "echo " + ms(echo), told.p50() / echo, "< 150 ms");
      Table.row("  the first %d events after the start".formatted(EVENTS), ms(cold.p50()), "", "");
      Table.row("  server's CPU an event", ms(used * 1000 / EVENTS), "", "");
      String aim = streams ? "< 40 kB" : "";
      Table.row("  memory of each", "%.1f kB".formatted(each), "", aim);
    } finally {
      clients.forEach(HttpClient::shutdownNow);
    }
  }

  private static String ms(double millis) {
    return "%.0f ms".formatted(millis);
  }

  private HttpClient client(boolean streams) {
    return HttpClient.newBuilder()
        .sslContext(weir.tls())
        .version(streams ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
        .build();
  }

  private static void awaitBegun(CountDownLatch begun, long left) throws Exception {
    for (int i = 0; i < 600 && begun.getCount() > left; i++) {
      Thread.sleep(100);
    }
    if (begun.getCount() > left) {
      throw new IllegalStateException(begun.getCount() + " watches did not begin");
    }
  }

  private void watch(HttpClient client, CountDownLatch begun) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(weir.api() + CONFIGS + "?watch=true&labelSelector=told"))
            .header("Authorization", weir.authorization())
            .build();
    var _ = client.sendAsync(request, head -> hear(head, begun));
  }

  private HttpResponse.BodySubscriber<Void> hear(
      HttpResponse.ResponseInfo head, CountDownLatch begun) {
    if (head.statusCode() == 200) {
      begun.countDown();
    }
    return BodySubscribers.ofByteArrayConsumer(
        (Optional<byte[]> part) -> {
          if (part.isPresent()) {
            last.accumulateAndGet(System.nanoTime(), Math::max);
            heard.get().countDown();
          }
        });
  }

  /**
   * Milliseconds from the answer to a create, which is given after the commit, to the last word.
   */
  private double tell(HttpCaller caller, int watchers) throws IOException, InterruptedException {
    CountDownLatch all = new CountDownLatch(watchers);
    heard.set(all);
    String config = "{\"metadata\":{\"generateName\":\"c-\",\"labels\":{\"told\":\"x\"}}}";
    caller.json("POST", CONFIGS, config).require(201);
    long committed = System.nanoTime();
    if (!all.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException(all.getCount() + " watchers heard nothing");
    }
    return Math.max(0, last.get() - committed) / 1e6;
  }
}
