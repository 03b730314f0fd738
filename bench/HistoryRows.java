import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.objects.ContinueToken;
import dev.weir.resource.Json;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tag with a hundred thousand events beside one with a hundred, which keep all of them: what it
 * takes that it moves, and to read a page of its history. Both are of one server and asked in
 * turns. The long history is made of the values of a short one, while the server is stopped.
 */
final class HistoryRows {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/bench/imagestreams";
  private static final int SHORT = 100;
  private static final int SEGMENT = 16;
  private static final int PAGE = 20;

  private final Path data;
  private final int events;
  private final int rounds;

  HistoryRows(Path directory, boolean quick) {
    this.data = directory.resolve("history");
    this.events = quick ? 10_000 : 100_000;
    this.rounds = quick ? 50 : 300;
  }

  void print() throws Exception {
    try (Program weir = Program.weir(data, false)) {
      fill(weir);
    }
    lengthen();
    try (Program weir = Program.weir(data, false)) {
      measure(weir);
    }
  }

  private static void fill(Program weir) throws Exception {
    try (HttpCaller api = weir.callApi();
        HttpCaller registry = weir.callRegistry()) {
      api.json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"bench\"}}").require(201);
      for (String name : List.of("short", "long")) {
        api.json(
                "POST",
                STREAMS,
                "{\"metadata\":{\"name\":\"%s\",\"annotations\":{\"weir.dev/keep\":\"all\"}}}"
                    .formatted(name))
            .require(201);
        SmallImage image = new SmallImage(registry, "bench/" + name);
        for (int i = 0; i < SHORT; i++) {
          image.put("v1", image.manifest(i));
        }
      }
    }
  }

  private void lengthen() throws Exception {
    String open = "/history/bench/long/v1";
    try (SqliteStore store = SqliteStore.open(data.resolve("weir.db"))) {
      List<byte[]> sealed = new ArrayList<>();
      store.range(RangeQuery.all(open + "/")).entries().forEach(entry -> sealed.add(entry.value()));
      int wanted = events / SEGMENT;
      Transaction.Builder transaction = Transaction.builder();
      for (int number = sealed.size() + 1; number <= wanted; number++) {
        byte[] value = sealed.get(number % sealed.size());
        transaction.put("%s/%08d".formatted(open, number), value);
        if (number % 100 == 0) {
          store.commit(transaction.build());
          transaction = Transaction.builder();
        }
      }
      String newest = new String(store.get(open).orElseThrow().value(), UTF_8);
      byte[] counted =
          newest.replace("\"sealed\":" + sealed.size(), "\"sealed\":" + wanted).getBytes(UTF_8);
      store.commit(transaction.put(open, counted).build());
    }
  }

  /** What is timed of one stream. */
  private interface Step {
    void run(String stream, int round) throws IOException;
  }

  private void measure(Program weir) throws Exception {
    try (HttpCaller api = weir.callApi();
        HttpCaller registry = weir.callRegistry()) {
      byte[] page = page(api, "long", "").require(200).body();
      if (Json.parse(page).at("/metadata/remainingItemCount").asLong(0) < events - PAGE) {
        throw new IllegalStateException("the history did not become long");
      }
      SmallImage toShort = new SmallImage(registry, "bench/short");
      SmallImage toLong = new SmallImage(registry, "bench/long");
      row(
          "a push to a tag with %,d events".formatted(events),
          (stream, round) -> {
            SmallImage image = stream.equals("short") ? toShort : toLong;
            image.put("v1", image.manifest(1_000 + round));
          });
      row("  the newest page of its history", (stream, _) -> page(api, stream, "").require(200));
      row(
          "  one from the middle",
          (stream, round) -> {
            long last = (stream.equals("short") ? SHORT : events) / 2 - round % SEGMENT;
            page(api, stream, token(api, stream, last)).require(200);
          });
      row("  the oldest", (stream, _) -> page(api, stream, token(api, stream, PAGE)).require(200));
      row(
          "  the newest page by the registry",
          (stream, _) ->
              registry
                  .get("/v2/bench/" + stream + "/_oci/tag/history?tag=v1&n=" + PAGE)
                  .require(200));
    }
  }

  private long revision;

  /** Below an event, at a moment that is not forgotten. */
  private String token(HttpCaller api, String stream, long below) throws IOException {
    if (revision == 0) {
      byte[] body = page(api, stream, "").require(200).body();
      revision = Json.parse(body).at("/metadata/resourceVersion").asLong(0);
    }
    return "&continue=" + new ContinueToken(revision, Long.toString(below));
  }

  private static HttpCaller.Answer page(HttpCaller api, String stream, String more)
      throws IOException {
    String path = STREAMS.replace("imagestreams", "imagestreamtags/") + stream + ":v1/history";
    return api.get(path + "?limit=" + PAGE + more);
  }

  private void row(String name, Step step) throws Exception {
    List<Double> ofShort = new ArrayList<>();
    List<Double> ofLong = new ArrayList<>();
    for (int round = -rounds; round < rounds; round++) { // the first half is for the compiler
      List<Double> shorts = round < 0 ? new ArrayList<>() : ofShort;
      List<Double> longs = round < 0 ? new ArrayList<>() : ofLong;
      shorts.add(timed(step, "short", round + rounds));
      longs.add(timed(step, "long", round + rounds));
    }
    Load.Figure beside = Load.Figure.of(ofShort, 1);
    Load.Figure figure = Load.Figure.of(ofLong, 1);
    Table.row(
        name + ", p50",
        "%.2f ms".formatted(figure.p50()),
        "%.2f ms".formatted(beside.p50()),
        figure.p50() / beside.p50(),
        "< 1.1");
    Table.row(
        "    p99",
        "%.2f ms".formatted(figure.p99()),
        "%.2f ms".formatted(beside.p99()),
        figure.p99() / beside.p99(),
        "");
  }

  private static double timed(Step step, String stream, int round) throws IOException {
    long begin = System.nanoTime();
    step.run(stream, round);
    return (System.nanoTime() - begin) / 1e6;
  }
}
