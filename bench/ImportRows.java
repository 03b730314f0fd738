import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Imports of a whole repository from a registry that takes its time for each request: how much
 * longer than the requests themselves, so many at a time, and what memory it takes. The registry
 * runs here and counts what it is asked. Images have documents of 20 kB.
 */
final class ImportRows implements AutoCloseable {
  /** Requests that one import has on their way. */
  private static final int AT_ONCE = 8;

  private static final Duration LATENCY = Duration.ofMillis(20);
  private static final Duration LOOKS = Duration.ofMillis(50);
  private static final double MEGABYTE = 1 << 20;
  private static final String IMPORTS =
      "/apis/image.openshift.io/v1/namespaces/bench/imagestreamimports";

  private final Path directory;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final int tags;

  /** Nothing is started yet. */
  ImportRows(Path directory, boolean quick) {
    this.directory = directory;
    this.tags = quick ? 200 : 1000;
    upstream.pageTags(100);
    upstream.failAlways("GET /v2/bench/", new Fault.Late(LATENCY));
  }

  void print() throws Exception {
    try (Program weir = Program.weir(directory.resolve("import"), false, "", "--import-limit=-1")) {
      try (HttpCaller api = weir.callApi()) {
        api.json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"bench\"}}").require(201);
      }
      fill("warm", tags);
      fill("few", tags / 10);
      fill("many", tags);
      run(weir, "warm");
      row("import of %d tags".formatted(tags / 10), run(weir, "few"));
      row("import of %d tags".formatted(tags), run(weir, "many"));
      row("the same again", run(weir, "many"));
    }
  }

  private void fill(String name, int count) {
    FakeRepository repository = upstream.repository("bench/" + name);
    for (int i = 0; i < count; i++) {
      TestImages.ordinary(repository, name + "-" + i);
    }
  }

  /** What an import took; memory in bytes. */
  private record Took(
      double seconds, long requests, long answer, long before, long most, long after) {
    double ideal() {
      return requests * LATENCY.toMillis() / 1000.0 / AT_ONCE;
    }
  }

  private Took run(Program weir, String name) throws Exception {
    long asked = upstream.count("GET /v2/bench/");
    long before = weir.heapInUse();
    AtomicLong most = new AtomicLong(weir.rss());
    Thread watcher = Thread.ofVirtual().start(() -> watch(weir, most));
    long begin = System.nanoTime();
    HttpCaller.Answer answer;
    try (HttpCaller api = weir.callApi()) {
      answer =
          api.json(
              "POST",
              IMPORTS,
              """
              {"metadata":{"name":"%s"},"spec":{"import":true,"repository":{"from":
               {"kind":"DockerImage","name":"%s/bench/%s"},"importPolicy":{"insecure":true}}}}
              """
                  .formatted(name, upstream.host(), name));
      answer.require(201);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    watcher.interrupt();
    watcher.join();
    return new Took(
        seconds,
        upstream.count("GET /v2/bench/") - asked,
        answer.body().length,
        before,
        most.get(),
        weir.heapInUse());
  }

  private static void watch(Program weir, AtomicLong most) {
    try {
      while (true) {
        Thread.sleep(LOOKS);
        most.accumulateAndGet(weir.rss(), Math::max);
      }
    } catch (InterruptedException _) {
      // the import is done
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void row(String name, Took took) {
    Table.row(name + ":", "", "", "");
    Table.row(
        "  wall s, beside %d requests".formatted(took.requests()),
        "%.2f".formatted(took.seconds()),
        "%.2f".formatted(took.ideal()),
        took.seconds() / took.ideal(),
        "<= 1.5");
    Table.row("  largest RSS MB", "%.0f".formatted(took.most() / MEGABYTE), "", "flat");
    Table.row(
        "  heap MB after, and before",
        "%.1f".formatted(took.after() / MEGABYTE),
        "%.1f".formatted(took.before() / MEGABYTE),
        "");
    Table.row("  answer MB", "%.2f".formatted(took.answer() / MEGABYTE), "", "");
  }

  @Override
  public void close() {
    upstream.close();
  }
}
