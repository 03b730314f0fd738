import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Pulls of what another registry has: many clients at once on one cold layer of a slow upstream,
 * many hits inside the freshness of a window, and one layer much larger than the heap. Beside it
 * Debian's docker-registry as a proxy of the same upstream, which runs here.
 */
final class PassThroughRows implements AutoCloseable {
  private static final String REPOSITORY = "bench/app";
  private static final int MEGABYTE = 1_000_000;
  private static final int PIECE = 64 * 1024;
  private static final int BYTES_PER_SECOND = 5 * MEGABYTE;
  private static final String IMPORTS =
      "/apis/image.openshift.io/v1/namespaces/bench/imagestreamimports";

  private final Path directory;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository images = upstream.repository(REPOSITORY);
  private final int clients;
  private final int layer;
  private final int hits;
  private final long large;
  private int made;

  /**
   * Nothing is started yet.
   *
   * @param large bytes of the layer that is larger than the heap
   */
  PassThroughRows(Path directory, boolean quick, long large) {
    this.directory = directory;
    this.clients = quick ? 50 : 200;
    this.layer = (quick ? 10 : 100) * MEGABYTE;
    this.hits = quick ? 1000 : 10_000;
    this.large = large;
  }

  /** What many clients on one layer cost. */
  private record Crowd(long requests, double bytes, double first, double last, double single) {}

  void print() throws Exception {
    try (Program weir = Program.weir(directory.resolve("through"), false);
        Program peer = Program.dockerProxy(directory, upstream.url())) {
      prepare(weir);
      crowds(weir, peer);
      hits(weir, peer);
      large(weir);
    }
  }

  private void prepare(Program weir) throws Exception {
    try (HttpCaller api = weir.callApi()) {
      api.json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"bench\"}}").require(201);
      api.json(
              "POST",
              "/api/v1/namespaces",
              ("{\"metadata\":{\"name\":\"hub\",\"annotations\":{\"weir.dev/upstream\":\"%s\","
                      + "\"openshift.io/image.insecureRepository\":\"true\"}}}")
                  .formatted(upstream.host()))
          .require(201);
    }
  }

  /** An image with a layer that nobody pulled yet; the layer's digest. */
  private Digest cold(Program weir, long size) throws Exception {
    FakeBlob content = FakeBlob.generated(size, ++made);
    String tag = "v" + made;
    TestImages.layered(images, tag, content);
    try (HttpCaller api = weir.callApi()) {
      api.json(
              "POST",
              IMPORTS,
              ("{\"metadata\":{\"name\":\"app\"},\"spec\":{\"import\":true,\"images\":[{"
                      + "\"from\":{\"kind\":\"DockerImage\",\"name\":\"%s/%s:%s\"},"
                      + "\"to\":{\"name\":\"%s\"},\"importPolicy\":{\"insecure\":true},"
                      + "\"referencePolicy\":{\"type\":\"Local\"}}]}}")
                  .formatted(upstream.host(), REPOSITORY, tag, tag))
          .require(201);
    }
    return content.digest();
  }

  private static String blob(Digest digest) {
    return "/v2/" + REPOSITORY + "/blobs/" + digest;
  }

  private void crowds(Program weir, Program peer) throws Exception {
    crowd(weir, weir, layer / 10, 2); // both are warm
    crowd(weir, peer, layer / 10, 2);
    Crowd ours = crowd(weir, weir, layer, clients);
    Crowd theirs = crowd(weir, peer, layer, clients);
    String name = "%d clients on a cold %d MB layer".formatted(clients, layer / MEGABYTE);
    Table.row(name + ":", "", "", "");
    Table.row("  upstream requests", "" + ours.requests(), "" + theirs.requests(), "1");
    Table.row(
        "  upstream bytes / layer",
        "%.2f".formatted(ours.bytes()),
        "%.2f".formatted(theirs.bytes()),
        "1.00");
    Table.row(
        "  first byte to the last client",
        "%.0f ms".formatted(ours.first() * 1000),
        "%.0f ms".formatted(theirs.first() * 1000),
        "");
    Table.row(
        "  last client / single pull",
        "%.2f (%.1f s)".formatted(ours.last() / ours.single(), ours.last()),
        "%.2f (%.1f s)".formatted(theirs.last() / theirs.single(), theirs.last()),
        "<= 1.3");
  }

  private Crowd crowd(Program weir, Program asked, int size, int many) throws Exception {
    Digest alone = slow(cold(weir, size));
    Digest shared = slow(cold(weir, size));
    double single = pull(asked, alone, 1).last();
    long requests = upstream.count("GET " + blob(shared));
    long bytes = upstream.blobBytes();
    Pulls pulls = pull(asked, shared, many);
    return new Crowd(
        upstream.count("GET " + blob(shared)) - requests,
        (upstream.blobBytes() - bytes) / (double) size,
        pulls.first(),
        pulls.last(),
        single);
  }

  private Digest slow(Digest digest) {
    Duration every = Duration.ofNanos(PIECE * 1_000_000_000L / BYTES_PER_SECOND);
    upstream.failAlways("GET " + blob(digest), new Fault.Trickle(PIECE, every));
    return digest;
  }

  /**
   * Seconds from the start of all.
   *
   * @param first until each had its first byte
   * @param last until each had all
   */
  private record Pulls(double first, double last) {}

  private static Pulls pull(Program asked, Digest digest, int many) throws Exception {
    List<HttpCaller> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        callers.add(asked.callRegistry());
      }
      CountDownLatch start = new CountDownLatch(1);
      List<Future<HttpCaller.Drained>> all = new ArrayList<>();
      for (HttpCaller caller : callers) {
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  return caller.drain(blob(digest));
                }));
      }
      long begin = System.nanoTime();
      start.countDown();
      double first = 0;
      double last = 0;
      for (Future<HttpCaller.Drained> one : all) {
        HttpCaller.Drained drained = one.get();
        first = Math.max(first, (drained.firstByte() - begin) / 1e9);
        last = Math.max(last, (drained.lastByte() - begin) / 1e9);
      }
      return new Pulls(first, last);
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  private void hits(Program weir, Program peer) throws Exception {
    images.tag("moving", images.tags().firstEntry().getValue());
    Hits ours = hits(weir, "/v2/hub/" + REPOSITORY + "/manifests/moving");
    Hits theirs = hits(peer, "/v2/" + REPOSITORY + "/manifests/moving");
    Table.row(
        "%,d hits of a tag".formatted(hits),
        "%.0f /s".formatted(ours.figure().perSecond()),
        "%.0f /s".formatted(theirs.figure().perSecond()),
        ours.figure().perSecond() / theirs.figure().perSecond(),
        "");
    Table.row("  upstream requests", "" + ours.requests(), "" + theirs.requests(), "0");
  }

  /** What asking often for the same tag came to. */
  private record Hits(long requests, Load.Figure figure) {}

  private Hits hits(Program asked, String path) throws Exception {
    List<HttpCaller> callers = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        HttpCaller caller = asked.callRegistry();
        caller.accept(SmallImage.MANIFEST + ", application/vnd.oci.image.manifest.v1+json");
        callers.add(caller);
      }
      callers.getFirst().get(path).require(200);
      long before = upstream.requests().size();
      Load.Figure figure =
          Load.times(
              callers.size(), hits, (client, _) -> callers.get(client).get(path).require(200));
      return new Hits(upstream.requests().size() - before, figure);
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  /** At full speed, with collections in the middle to see what is really held. */
  private void large(Program weir) throws Exception {
    Digest digest = cold(weir, large);
    long before = weir.heapInUse();
    long most = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Pulls> pull = threads.submit(() -> pull(weir, digest, 1));
      int looked = 0;
      while (!pull.isDone()) {
        Thread.sleep(1000);
        most = Math.max(most, weir.heapInUse());
        looked++;
      }
      double seconds = pull.get().last();
      Table.row(
          "a %.1f GB layer through a cold server".formatted(large / 1e9),
          "%.2f GB/s".formatted(large / 1e9 / seconds),
          "",
          "");
      Table.row(
          "  more heap in use meanwhile (%d looks)".formatted(looked),
          "%.1f MB".formatted(Math.max(0, most - before) / 1e6),
          "",
          "< 64 MB");
    }
  }

  @Override
  public void close() {
    upstream.close();
  }
}
