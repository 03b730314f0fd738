import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pages of a project that are left open, beside as many watches of its streams by the same users
 * over as many connections. Pages and watches take turns; the second turn counts.
 */
final class OpenPageRows {
  private static final String PROJECT = "/console/projects/few";
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/few/imagestreams";
  private static final Pattern LIVE = Pattern.compile("hx-sse:connect=\"([^\"]*)\"");
  private static final String CHANGED = "event: changed";
  private static final int OF_ONE = 50;

  /** A page tells changes of half a second as one. */
  private static final int PAUSE_MILLIS = 700;

  private final Program weir;
  private final List<String> tokens;
  private final int events;
  private final AtomicReference<CountDownLatch> heard =
      new AtomicReference<>(new CountDownLatch(0));
  private int made;

  OpenPageRows(Program weir, List<String> tokens, boolean quick) {
    this.weir = weir;
    this.tokens = tokens;
    this.events = quick ? 4 : 20;
  }

  /**
   * What they take together.
   *
   * @param cpu of an event, in milliseconds
   * @param heap of each, in kB
   */
  private record Cost(double cpu, double heap) {}

  void print() throws Exception {
    int all = tokens.size() * OF_ONE;
    Cost _ = pages();
    Cost _ = watches();
    Cost pages = pages();
    Cost watches = watches();
    double alone = cpu(0);
    Table.row(
        "%d, server's CPU an event".formatted(all),
        "%.1f ms".formatted(pages.cpu()),
        "%.1f ms".formatted(watches.cpu()),
        pages.cpu() / watches.cpu(),
        "<= 1");
    Table.row("  of it without any of them", "%.1f ms".formatted(alone), "", "");
    Table.row(
        "  heap of each",
        "%.1f kB".formatted(pages.heap()),
        "%.1f kB".formatted(watches.heap()),
        pages.heap() / watches.heap(),
        "<= 1");
  }

  private Cost pages() throws Exception {
    String live;
    try (HttpCaller reader = new HttpCaller(weir.api(), weir.tls(), "")) {
      reader.with("Cookie", ConsoleRows.session(tokens.getFirst()));
      String page = new String(reader.get(PROJECT).require(200).body(), UTF_8);
      Matcher found = LIVE.matcher(page);
      if (!found.find()) {
        throw new IllegalStateException("the page follows nothing");
      }
      live = found.group(1).replace("&amp;", "&");
    }
    return cost(live, "Cookie", ConsoleRows::session, CHANGED);
  }

  private Cost watches() throws Exception {
    String version;
    try (HttpCaller api = weir.callApi()) {
      String list = new String(api.get(STREAMS + "?limit=1").require(200).body(), UTF_8);
      Matcher found = Pattern.compile("\"resourceVersion\":\"([0-9]+)\"").matcher(list);
      if (!found.find()) {
        throw new IllegalStateException("no version: " + list);
      }
      version = found.group(1);
    }
    return cost(
        STREAMS + "?watch=1&resourceVersion=" + version,
        "Authorization",
        token -> "Bearer " + token,
        "\"type\":");
  }

  /** What shows whose request it is. */
  private interface Shown {
    String of(String token);
  }

  private Cost cost(String path, String header, Shown shown, String word) throws Exception {
    int all = tokens.size() * OF_ONE;
    long before = weir.heapInUse();
    List<HttpClient> clients = new ArrayList<>();
    CountDownLatch begun = new CountDownLatch(all);
    try {
      for (String token : tokens) {
        HttpClient client =
            HttpClient.newBuilder()
                .sslContext(weir.tls())
                .version(HttpClient.Version.HTTP_2)
                .build();
        clients.add(client);
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(weir.api() + path))
                .header(header, shown.of(token))
                .build();
        for (int i = 0; i < OF_ONE; i++) {
          var _ = client.sendAsync(request, head -> hear(head, begun, word));
        }
      }
      if (!begun.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(begun.getCount() + " did not begin: " + path);
      }
      double _ = cpu(all); // what was there before they began is told by now
      double heap = (weir.heapInUse() - before) / 1e3 / all;
      return new Cost(cpu(all), heap);
    } finally {
      clients.forEach(HttpClient::shutdownNow);
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private HttpResponse.BodySubscriber<Void> hear(
      HttpResponse.ResponseInfo head, CountDownLatch begun, String word) {
    if (head.statusCode() == 200) {
      begun.countDown();
    }
    return BodySubscribers.ofByteArrayConsumer(
        (Optional<byte[]> part) -> {
          if (part.isPresent() && new String(part.get(), UTF_8).contains(word)) {
            heard.get().countDown();
          }
        });
  }

  /** Milliseconds of the server's CPU for a stream that is made, until all have heard of it. */
  private double cpu(int listeners) throws IOException, InterruptedException {
    try (HttpCaller api = weir.callApi()) {
      double used = weir.cpuSeconds();
      for (int i = 0; i < events; i++) {
        CountDownLatch all = new CountDownLatch(listeners);
        heard.set(all);
        api.json("POST", STREAMS, "{\"metadata\":{\"name\":\"e%d\"}}".formatted(made++))
            .require(201);
        if (!all.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException(all.getCount() + " heard nothing");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      return (weir.cpuSeconds() - used) * 1000 / events;
    }
  }
}
