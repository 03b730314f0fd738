import dev.weir.imageapi.ScheduledDay;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Scheduled tags of many registries while nothing moves, with one registry that is dead and one
 * that wants to be left alone; and how long a tag that moved takes to a Deployment. The registries
 * run here and count what they are asked.
 */
final class ScheduleRows implements AutoCloseable {
  private static final int HOSTS = 20;
  private static final int TAGS_OF_A_STREAM = 20;
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/bench/imagestreams";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/bench/deployments";
  private static final int DEAD = 0;
  private static final int BUSY = 1;

  private final Path directory;
  private final int tags;
  private final int interval;
  private final int cycles;
  private final int moves;
  private final List<FakeRegistry> hosts = new ArrayList<>();

  /** Nothing is started yet. */
  ScheduleRows(Path directory, boolean quick) {
    this.directory = directory;
    this.tags = quick ? 1_000 : 10_000;
    this.interval = quick ? 10 : 60;
    this.cycles = 2;
    this.moves = quick ? 5 : 30;
  }

  void print() throws Exception {
    for (int i = 0; i < HOSTS; i++) {
      hosts.add(FakeRegistry.plain());
    }
    try (Program weir =
        Program.weir(
            directory.resolve("schedule"),
            false,
            "",
            "--least-check-interval",
            "1s",
            "--check-interval",
            interval + "s")) {
      try (HttpCaller api = weir.callApi()) {
        api.json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"bench\"}}").require(201);
      }
      fill(weir);
      quiet(weir);
      moved(weir);
    }
    mixed();
  }

  /** In this process, on a clock that is put on. */
  private void mixed() {
    ScheduledDay.Cost cost = ScheduledDay.of(tags / 500);
    Table.row(
        "a quiet day where a fifth moved lately: requests a tag",
        "%.3f".formatted(cost.perTag()),
        "",
        "<= 0.35");
    Table.row("  manifests fetched", Long.toString(cost.fetched()), "", "0");
  }

  private int perHost() {
    return tags / HOSTS;
  }

  /** Streams of as many tags each, of one repository; all imported before this returns. */
  private void fill(Program weir) throws Exception {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int host = 0; host < HOSTS; host++) {
        for (int from = 0; from < perHost(); from += TAGS_OF_A_STREAM) {
          int which = host;
          int first = from;
          all.add(threads.submit(() -> stream(weir, which, first)));
        }
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    for (FakeRegistry host : hosts) {
      while (manifests(host, "GET") < perHost()) {
        Thread.sleep(100);
      }
    }
    Thread.sleep(2000);
    Table.row(
        "%,d tags of %d registries imported".formatted(tags, HOSTS),
        "%.0f /s".formatted(tags / ((System.nanoTime() - begin) / 1e9)),
        "",
        "");
  }

  private Void stream(Program weir, int host, int first) throws Exception {
    String name = "s" + host + "-" + first;
    FakeRegistry registry = hosts.get(host);
    FakeRepository repository = registry.repository("team/" + name);
    StringBuilder wanted = new StringBuilder();
    for (int tag = first; tag < Math.min(first + TAGS_OF_A_STREAM, perHost()); tag++) {
      TestImages.single(repository, "v" + tag);
      wanted
          .append(wanted.isEmpty() ? "" : ",")
          .append(scheduled(registry, "team/" + name, "v" + tag));
    }
    post(weir, name, wanted.toString());
    return null;
  }

  private static String scheduled(FakeRegistry registry, String repository, String tag) {
    return ("{\"name\":\"%s\",\"from\":{\"kind\":\"DockerImage\",\"name\":\"%s/%s:%s\"},"
            + "\"importPolicy\":{\"insecure\":true,\"scheduled\":true}}")
        .formatted(tag, registry.host(), repository, tag);
  }

  private static void post(Program weir, String name, String wanted) throws Exception {
    try (HttpCaller api = weir.callApi()) {
      api.json(
              "POST",
              STREAMS,
              "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"tags\":[%s]}}".formatted(name, wanted))
          .require(201);
    }
  }

  private static long manifests(FakeRegistry host, String method) {
    return host.count(method + " /v2/team/");
  }

  private void quiet(Program weir) throws Exception {
    FakeRegistry dead = hosts.get(DEAD);
    dead.close();
    hosts.get(BUSY).failAlways("/manifests/", Fault.tooMany("3600"));
    Thread.sleep(interval * 1000L); // one cycle to learn of the two
    Map<FakeRegistry, Integer> before = new HashMap<>();
    hosts.forEach(host -> before.put(host, host.requests().size()));
    double cpu = weir.cpuSeconds();
    Thread.sleep(interval * 1000L * cycles);
    double used = (weir.cpuSeconds() - cpu) / cycles;
    long requests = 0;
    long gets = 0;
    int late = 0;
    long busy = 0;
    for (int i = 0; i < HOSTS; i++) {
      FakeRegistry host = hosts.get(i);
      List<String> all = host.requests();
      List<String> asked = all.subList(before.get(host), all.size());
      requests += asked.size();
      gets +=
          asked.stream()
              .filter(line -> line.startsWith("GET") && line.contains("/manifests/"))
              .count();
      if (i == BUSY) {
        busy = asked.size();
      } else if (i != DEAD) {
        Map<String, Integer> looks = new HashMap<>();
        asked.forEach(line -> looks.merge(line, 1, Integer::sum));
        late += perHost() - (int) looks.values().stream().filter(n -> n >= cycles - 1).count();
      }
    }
    int alive = tags - 2 * perHost();
    Table.row(
        "quiet cycle of %,d tags: requests a tag".formatted(tags),
        "%.3f".formatted(requests / (double) cycles / alive),
        "",
        "<= 1");
    Table.row("  manifests fetched", Long.toString(gets), "", "0");
    Table.row("  tags of the other registries not looked at", Integer.toString(late), "", "0");
    Table.row("  requests to the one at 429", Long.toString(busy), "", "");
    Table.row(
        "  CPU of a cycle", "%.2f s, %.0f us a tag".formatted(used, used / tags * 1e6), "", "");
    Table.row("  RSS", "%.0f MB".formatted(weir.rss() / 1e6), "", "");
  }

  /** From the manifest's answer to the Deployment's event. */
  private void moved(Program weir) throws Exception {
    FakeRegistry registry = hosts.getLast();
    FakeRepository repository = registry.repository("team/moving");
    TestImages.single(repository, "live");
    try (HttpCaller api = weir.callApi()) {
      api.json(
              "POST",
              STREAMS,
              ("{\"metadata\":{\"name\":\"moving\",\"annotations\":{\"weir.dev/check-interval\":\"1s\"}},"
                   + "\"spec\":{\"tags\":[%s]}}")
                  .formatted(scheduled(registry, "team/moving", "live")))
          .require(201);
      api.json("POST", DEPLOYMENTS, ApiRows.deployment("moving", "moving:live")).require(201);
    }
    List<Double> millis = new ArrayList<>();
    try (HttpCaller watcher = weir.callApi()) {
      BufferedReader events =
          watcher.lines(DEPLOYMENTS + "?watch=true&fieldSelector=metadata.name%3Dmoving");
      for (int i = 0; i < moves; i++) {
        long[] answered = new long[1];
        String digest = TestImages.single(repository, "next" + i).toString();
        registry.before("GET /v2/team/moving/manifests/", () -> answered[0] = System.nanoTime());
        repository.tag("live", Digest.parse(digest));
        for (String line = events.readLine(); !line.contains(digest); line = events.readLine()) {}
        millis.add((System.nanoTime() - answered[0]) / 1e6);
      }
    }
    Load.Figure figure = Load.Figure.of(millis.subList(millis.size() / 5, millis.size()), 1);
    Table.row(
        "manifest's answer -> Deployment patched, p50",
        "%.1f ms".formatted(figure.p50()),
        "",
        "< 100 ms");
    Table.row("  p99", "%.1f ms".formatted(figure.p99()), "", "");
  }

  @Override
  public void close() {
    hosts.forEach(FakeRegistry::close);
  }
}
