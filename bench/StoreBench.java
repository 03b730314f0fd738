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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
  private static final int HISTORY = 200;
  private static final Duration SPAN = Duration.ofSeconds(3);

  private StoreBench() {}

  public static void main(String[] arguments) throws Exception {
    Path directory =
        Files.createTempDirectory(Path.of(arguments.length > 0 ? arguments[0] : "."), "bench");
    try {
      Load.Figure sync = Calibration.fsync(directory, SPAN);
      System.out.println("fsync of 4 kB              " + sync);
      List<Load.Figure> ours = commits(directory.resolve("store.db"));
      Calibration.etcd(directory, SPAN, OBJECT + HISTORY)
          .ifPresentOrElse(
              theirs -> compare(ours, theirs),
              () ->
                  System.out.println("etcd                       skipped, it is not on the PATH"));
      System.out.printf("commit p50 / fsync p50     %.1f%n", ours.get(0).p50() / sync.p50());
      reads(directory.resolve("objects.db"));
    } finally {
      delete(directory);
    }
  }

  private static void compare(List<Load.Figure> ours, List<Load.Figure> theirs) {
    System.out.println("etcd put, 1 writer         " + theirs.get(0));
    System.out.println("etcd put, 16 writers       " + theirs.get(1));
    System.out.printf(
        "etcd p50 / ours, 1 writer  %.1f   (above 1: ours is faster)%n",
        theirs.get(0).p50() / ours.get(0).p50());
    System.out.printf(
        "ours / etcd, 16 writers    %.1f   (commits per second)%n",
        ours.get(1).perSecond() / theirs.get(1).perSecond());
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
                .put("/history/default/app" + writer + "/latest", new byte[HISTORY])
                .build());
    if (!(result instanceof TransactionResult.Committed)) {
      throw new IllegalStateException(result.toString());
    }
  }

  private static List<Load.Figure> commits(Path file) throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      Load.measure(4, SPAN, (writer, round) -> moveTag(store, writer)); // warm up
      Load.Figure one = Load.measure(1, SPAN, (writer, round) -> moveTag(store, writer));
      System.out.println("tag move, 1 writer         " + one);
      Load.Figure sixteen = Load.measure(16, SPAN, (writer, round) -> moveTag(store, writer));
      System.out.println("tag move, 16 writers       " + sixteen);
      return List.of(one, sixteen);
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
