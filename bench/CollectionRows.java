import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What a push and a pull take while a server collects as fast as it can, beside the same on a
 * server that collects nothing. Both hold the same, and are asked in turns, so that a busy
 * neighbour hits both: what is collected are the images of a stream that was deleted, of four blobs
 * each.
 */
final class CollectionRows {
  private static final String OCTETS = "application/octet-stream";
  private static final int CLIENTS = 8;
  private static final int BLOBS = 3;
  private static final int LAYER = 16 * 1024;
  private static final int LAYERS = 3;

  /** Longest that is measured. */
  private static final long MOST = 60_000_000_000L;

  private final Path directory;
  private final boolean quick;
  private int stamp;

  CollectionRows(Path directory, boolean quick) {
    this.directory = directory;
    this.quick = quick;
  }

  /** Milliseconds of each, on one server. */
  private record Times(List<Double> pushes, List<Double> manifests, List<Double> blobs) {
    Times() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  void print() throws Exception {
    Path collected = directory.resolve("collected");
    try (Program weir =
            Program.weir(collected, false, "", "--gc-grace", "1s", "--push-lease", "1s");
        Program keeping = Program.weir(directory.resolve("kept"), false, "", "--gc-grace", "24h")) {
      int images = quick ? 500 : 5_000;
      for (Program program : List.of(weir, keeping)) {
        new ApiRows(program, directory, quick).prepare();
        fill(program, images);
      }
      Times _ = measure(weir, keeping, collected, 0, 3_000_000_000L).getFirst();
      long full = files(collected);
      for (Program program : List.of(weir, keeping)) {
        try (HttpCaller api = program.callApi()) {
          api.json(
                  "DELETE", "/apis/image.openshift.io/v1/namespaces/bench/imagestreams/garbage", "")
              .require(200);
        }
      }
      long begin = System.nanoTime();
      List<Times> both = measure(weir, keeping, collected, full - (long) images * 3, MOST);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Table.row(
          "collection of " + images * (BLOBS + 1) + " blobs",
          "%.0f /s".formatted((full - files(collected)) / seconds),
          "",
          "");
      rows("push beside collection", both.getFirst().pushes(), both.getLast().pushes());
      rows("manifest GET", both.getFirst().manifests(), both.getLast().manifests());
      rows("blob GET, 16 KB", both.getFirst().blobs(), both.getLast().blobs());
    }
  }

  private static void rows(String name, List<Double> ours, List<Double> alone) {
    Load.Figure beside = Load.Figure.of(ours, 1);
    Load.Figure without = Load.Figure.of(alone, 1);
    Table.row(
        name + ", p50",
        "%.2f ms".formatted(beside.p50()),
        "%.2f ms".formatted(without.p50()),
        beside.p50() / without.p50(),
        "< 1.1");
    Table.row(
        "  p99",
        "%.2f ms".formatted(beside.p99()),
        "%.2f ms".formatted(without.p99()),
        beside.p99() / without.p99(),
        "< 1.1");
  }

  /** Until only so many files are left, or for so long. */
  private List<Times> measure(Program weir, Program other, Path data, long files, long nanos)
      throws Exception {
    List<Program> programs = List.of(weir, other);
    List<Times> times = List.of(new Times(), new Times());
    try (HttpCaller one = weir.callRegistry();
        HttpCaller two = other.callRegistry()) {
      List<HttpCaller> callers = List.of(one, two);
      Random order = new Random(1);
      long begin = System.nanoTime();
      for (int i = 0; System.nanoTime() - begin < nanos; i++) {
        if (i % 20 == 19 && files(data) <= files) {
          break;
        }
        int first = order.nextInt(programs.size());
        int number = ++stamp;
        step(callers.get(first), times.get(first), number);
        step(callers.get(1 - first), times.get(1 - first), number);
      }
    }
    return times;
  }

  /** A push as clients do it, then pulls of what it pushed. */
  private static void step(HttpCaller registry, Times times, int number) throws IOException {
    registry.accept(SmallImage.MANIFEST);
    long begin = System.nanoTime();
    String digest = "";
    List<String> layers = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      byte[] layer = bytes((long) number * LAYERS + i, LAYER);
      digest = asked(registry, "bench/pushed", layer);
      layers.add(descriptor("application/vnd.oci.image.layer.v1.tar", digest, layer.length));
    }
    byte[] text = configuration(number);
    String config = descriptor(CONFIG, asked(registry, "bench/pushed", text), text.length);
    registry
        .call("PUT", "/v2/bench/pushed/manifests/v1", SmallImage.MANIFEST, manifest(config, layers))
        .require(201);
    long pushed = System.nanoTime();
    registry.get("/v2/bench/pushed/manifests/v1").require(200);
    long got = System.nanoTime();
    registry.get("/v2/bench/pushed/blobs/" + digest).require(200);
    times.blobs().add((System.nanoTime() - got) / 1e6);
    times.manifests().add((got - pushed) / 1e6);
    times.pushes().add((pushed - begin) / 1e6);
  }

  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  private static String asked(HttpCaller registry, String repository, byte[] bytes)
      throws IOException {
    String digest = SmallImage.digest(bytes);
    registry.call("HEAD", "/v2/" + repository + "/blobs/" + digest, "", new byte[0]).require(404);
    return upload(registry, repository, bytes, digest);
  }

  private static String upload(HttpCaller registry, String repository, byte[] bytes, String digest)
      throws IOException {
    registry
        .call("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, OCTETS, bytes)
        .require(201);
    return digest;
  }

  private static byte[] configuration(long number) {
    return "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"n\":\"%d\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
        .formatted(number)
        .getBytes(UTF_8);
  }

  private static byte[] bytes(long number, int size) {
    byte[] bytes = new byte[size];
    new Random(number).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putLong(number);
    return bytes;
  }

  private static String descriptor(String type, String digest, long size) {
    return "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\"}".formatted(type, size, digest);
  }

  private static byte[] manifest(String config, List<String> layers) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
        .formatted(SmallImage.MANIFEST, config, String.join(",", layers))
        .getBytes(UTF_8);
  }

  /** Images of a stream that is deleted later, a tag for ten of them. */
  private static void fill(Program program, int images) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        int client = c;
        all.add(
            threads.submit(
                () -> {
                  try (HttpCaller registry = program.callRegistry()) {
                    for (int i = client; i < images; i += CLIENTS) {
                      garbage(registry, i);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static void garbage(HttpCaller registry, int image) throws IOException {
    long number = Integer.MAX_VALUE + (long) image * BLOBS;
    List<String> layers = new ArrayList<>();
    for (int i = 1; i < BLOBS; i++) {
      byte[] layer = bytes(number + i, 2_000);
      String digest = upload(registry, "bench/garbage", layer, SmallImage.digest(layer));
      layers.add(descriptor("application/vnd.oci.image.layer.v1.tar", digest, layer.length));
    }
    byte[] text = configuration(number);
    String config = upload(registry, "bench/garbage", text, SmallImage.digest(text));
    registry
        .call(
            "PUT",
            "/v2/bench/garbage/manifests/t" + image / 10,
            SmallImage.MANIFEST,
            manifest(descriptor(CONFIG, config, text.length), layers))
        .require(201);
  }

  private static long files(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("blobs/blobs/sha256"))) {
      return files.filter(file -> file.getFileName().toString().length() == 64).count();
    } catch (java.io.UncheckedIOException e) {
      return Long.MAX_VALUE; // one of them went while it was looked at
    }
  }
}
