import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.Watch;
import dev.weir.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The store's rows of the benchmark table: durable commits beside fsync and beside etcd, start with
 * 10,000 objects, lists, gets, 5,000 watchers.
 */
public final class StoreBench {
  private static final int OBJECT = 2_000;
  private static final Duration SPAN = Duration.ofSeconds(3);

  private interface Step {
    void run(int writer, int round) throws Exception;
  }

  private record Figure(double perSecond, double p50, double p99) {
    @Override
    public String toString() {
      return "%7.0f /s  p50 %6.2f ms  p99 %6.2f ms".formatted(perSecond, p50, p99);
    }
  }

  private StoreBench() {}

  public static void main(String[] arguments) throws Exception {
    Path directory =
        Files.createTempDirectory(Path.of(arguments.length > 0 ? arguments[0] : "."), "bench");
    try {
      Figure sync = fsync(directory);
      System.out.println("fsync of 4 kB              " + sync);
      List<Figure> ours = commits(directory.resolve("store.db"));
      etcd(directory).ifPresent(theirs -> compare(ours, theirs));
      System.out.printf("commit p50 / fsync p50     %.1f%n", ours.get(0).p50() / sync.p50());
      reads(directory.resolve("objects.db"));
    } finally {
      delete(directory);
    }
  }

  private static void compare(List<Figure> ours, List<Figure> theirs) {
    System.out.printf(
        "etcd p50 / ours, 1 writer  %.1f   (above 1: ours is faster)%n",
        theirs.get(0).p50() / ours.get(0).p50());
    System.out.printf(
        "ours / etcd, 16 writers    %.1f   (commits per second)%n",
        ours.get(1).perSecond() / theirs.get(1).perSecond());
  }

  private static Figure measure(int writers, Duration span, Step step) throws Exception {
    List<Double> all = new ArrayList<>();
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Double>>> results = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int number = writer;
        results.add(threads.submit(() -> repeat(number, begin + span.toNanos(), step)));
      }
      for (Future<List<Double>> result : results) {
        all.addAll(result.get());
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    all.sort(Comparator.naturalOrder());
    return new Figure(
        all.size() / seconds, all.get(all.size() / 2), all.get((int) (all.size() * 0.99)));
  }

  private static List<Double> repeat(int writer, long end, Step step) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int round = 0; System.nanoTime() < end; round++) {
      long begin = System.nanoTime();
      step.run(writer, round);
      millis.add((System.nanoTime() - begin) / 1e6);
    }
    return millis;
  }

  private static Figure fsync(Path directory) throws Exception {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("fsync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(4096);
      return measure(
          1,
          SPAN,
          (writer, round) -> {
            block.clear();
            file.write(block, (round % 1000) * 4096L);
            file.force(false);
          });
    }
  }

  /** A tag move: the stream of 2 kB and a short history, guarded by the stream's revision. */
  private static void moveTag(Store store, int writer) {
    String key = "/registry/image.openshift.io/imagestreams/default/app" + writer;
    long at = store.get(key).map(Entry::modRevision).orElse(0L);
    TransactionResult result =
        store.commit(
            Transaction.builder()
                .ifAt(key, at)
                .put(key, new byte[OBJECT])
                .put("/history/default/app" + writer + "/latest", new byte[200])
                .build());
    if (!(result instanceof TransactionResult.Committed)) {
      throw new IllegalStateException(result.toString());
    }
  }

  private static List<Figure> commits(Path file) throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      measure(4, SPAN, (writer, round) -> moveTag(store, writer)); // warm up
      Figure one = measure(1, SPAN, (writer, round) -> moveTag(store, writer));
      System.out.println("tag move, 1 writer         " + one);
      Figure sixteen = measure(16, SPAN, (writer, round) -> moveTag(store, writer));
      System.out.println("tag move, 16 writers       " + sixteen);
      return List.of(one, sixteen);
    }
  }

  private static Optional<List<Figure>> etcd(Path directory) throws Exception {
    int port = freePort();
    String url = "http://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + freePort();
    ProcessBuilder command =
        new ProcessBuilder(
            "etcd",
            "--data-dir",
            directory.resolve("etcd").toString(),
            "--listen-client-urls",
            url,
            "--advertise-client-urls",
            url,
            "--listen-peer-urls",
            peer,
            "--initial-advertise-peer-urls",
            peer,
            "--initial-cluster",
            "default=" + peer,
            "--log-level",
            "error");
    Process process;
    try {
      process =
          command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      System.out.println("etcd                       skipped, it is not on the PATH");
      return Optional.empty();
    }
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      awaitReady(client, url);
      measure(4, SPAN, (writer, round) -> put(client, url, writer)); // warm up
      Figure one = measure(1, SPAN, (writer, round) -> put(client, url, writer));
      System.out.println("etcd put, 1 writer         " + one);
      Figure sixteen = measure(16, SPAN, (writer, round) -> put(client, url, writer));
      System.out.println("etcd put, 16 writers       " + sixteen);
      return Optional.of(List.of(one, sixteen));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitReady(HttpClient client, String url) throws Exception {
    for (int i = 0; i < 100; i++) {
      try {
        put(client, url, 0);
        return;
      } catch (IOException | IllegalStateException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("etcd does not answer");
  }

  private static void put(HttpClient client, String url, int writer) throws Exception {
    Base64.Encoder base64 = Base64.getEncoder();
    String body =
        "{\"key\":\"%s\",\"value\":\"%s\"}"
            .formatted(
                base64.encodeToString(("/registry/app" + writer).getBytes(UTF_8)),
                base64.encodeToString(new byte[OBJECT + 200]));
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/v3/kv/put"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("etcd: " + response.statusCode());
    }
  }

  private static void reads(Path file) throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int i = 0; i < 10_000; i += 100) {
        Transaction.Builder hundred = Transaction.builder();
        for (int j = i; j < i + 100; j++) {
          hundred.put("/registry/streams/ns" + j % 50 + "/s" + j, new byte[5_000]);
        }
        store.commit(hundred.build());
      }
    }
    for (int run = 0; run < 3; run++) {
      open(file);
    }
    long heap = heap();
    try (SqliteStore store = SqliteStore.open(file)) {
      System.out.printf("heap per stored byte       %.2f%n", (heap() - heap) / 50e6);
      lists(store);
      gets(store);
      fanOut(store);
    }
  }

  private static void open(Path file) {
    long begin = System.nanoTime();
    try (SqliteStore store = SqliteStore.open(file)) {
      System.out.printf("open 10,000 x 5 kB         %.0f ms%n", millisSince(begin));
      if (store.revision() < 100) {
        throw new IllegalStateException("the objects are missing");
      }
    }
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static void lists(Store store) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long begin = System.nanoTime();
      Page page = store.range(RangeQuery.all("/registry/streams/"));
      best = page.entries().size() == 10_000 ? Math.min(best, millisSince(begin)) : Double.NaN;
    }
    System.out.printf("list of 10,000, best       %.2f ms%n", best);
  }

  private static void gets(Store store) {
    int rounds = 3_000_000;
    int found = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      found += store.get("/registry/streams/ns7/s4507").isPresent() ? 1 : 0;
    }
    System.out.printf("get                        %.0f ns%n", millisSince(begin) * 1e6 / found);
  }

  private static void fanOut(Store store) throws Exception {
    double[] last = new double[5];
    for (int round = 0; round < last.length; round++) {
      last[round] = fanOutOnce(store);
    }
    Arrays.sort(last);
    System.out.printf("5,000 watchers, last one   %.1f ms after the commit (median)%n", last[2]);
  }

  private static double fanOutOnce(Store store) throws Exception {
    CountDownLatch ready = new CountDownLatch(5_000);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        Watch watch = store.watch("/registry/streams/", Store.LATEST);
        readers.add(threads.submit(() -> readOne(watch, ready)));
      }
      ready.await();
      Thread.sleep(200);
      store.commit(Transaction.builder().put("/registry/streams/ns0/s0", new byte[5_000]).build());
      long committed = System.nanoTime();
      long latest = committed;
      for (Future<Long> reader : readers) {
        latest = Math.max(latest, reader.get());
      }
      return (latest - committed) / 1e6;
    }
  }

  private static long readOne(Watch watch, CountDownLatch ready) throws InterruptedException {
    try (watch) {
      ready.countDown();
      List<StoreEvent> events = watch.next(Duration.ofSeconds(30));
      return events.isEmpty() ? Long.MAX_VALUE : System.nanoTime();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
