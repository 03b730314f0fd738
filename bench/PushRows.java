import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Many clients that push an image of many layers at once, each its own bytes, beside
 * docker-registry, which syncs nothing. A client sends a few layers at a time, as clients do: it
 * asks for each, begins an upload, sends the bytes and ends it; then the configuration and the
 * manifest. Both take turns, so that a busy neighbour hits both.
 */
final class PushRows {
  private static final int CLIENTS = 16;

  /** Layers that a client sends at once. */
  private static final int AT_ONCE = 5;

  private static final int KILOBYTE = 1024;

  private static final String PULLED = "bench/pulled";

  /** Milliseconds between pulls by somebody else. */
  private static final long PAUSE = 2;

  /** Most layers of images are small: twelve, six and two of each sort, 5.9 MB in all. */
  private static final int[] SIZES = {32 * KILOBYTE, 256 * KILOBYTE, 2048 * KILOBYTE};

  private static final int[] OF_EACH = {12, 6, 2};

  private final Path directory;
  private final boolean quick;
  private int stamp;

  PushRows(Path directory, boolean quick) {
    this.directory = directory;
    this.quick = quick;
  }

  private record Content(byte[] bytes, String digest) {}

  private record Image(Content config, List<Content> layers, byte[] manifest) {}

  /**
   * What one round came to.
   *
   * @param meanwhile milliseconds of GETs of a manifest, one after the other
   */
  private record Round(double seconds, double cpu, List<Double> meanwhile) {}

  void print() throws Exception {
    try (Program weir = Program.weir(directory.resolve("push"), false);
        Program peer = Program.dockerRegistry(directory, Optional.empty())) {
      new ApiRows(weir, directory, quick).prepare();
      for (Program program : List.of(weir, peer)) {
        try (HttpCaller registry = program.callRegistry()) {
          SmallImage image = new SmallImage(registry, PULLED);
          image.put("v1", image.manifest(1));
        }
      }
      warmUp(weir);
      Round _ = round(peer);
      List<Round> ours = new ArrayList<>();
      List<Round> theirs = new ArrayList<>();
      for (int i = 0; i < (quick ? 1 : 5); i++) {
        ours.add(round(weir));
        theirs.add(round(peer));
      }
      Round our = median(ours);
      Round their = median(theirs);
      Table.row(
          "%d clients push 20 layers at once, images".formatted(CLIENTS),
          "%.0f /s".formatted(CLIENTS / our.seconds()),
          "%.0f /s".formatted(CLIENTS / their.seconds()),
          their.seconds() / our.seconds(),
          ">= 2");
      Table.row(
          "  server CPU per image",
          "%.1f ms".formatted(our.cpu() * 1000 / CLIENTS),
          "%.1f ms".formatted(their.cpu() * 1000 / CLIENTS),
          our.cpu() / their.cpu(),
          "");
      Load.Figure our99 = meanwhile(ours);
      Load.Figure their99 = meanwhile(theirs);
      Table.row(
          "  manifest GET meanwhile, p50",
          "%.2f ms".formatted(our99.p50()),
          "%.2f ms".formatted(their99.p50()),
          our99.p50() / their99.p50(),
          "<= 1");
      Table.row(
          "  p99",
          "%.2f ms".formatted(our99.p99()),
          "%.2f ms".formatted(their99.p99()),
          our99.p99() / their99.p99(),
          "<= 1");
    }
  }

  /** Until it no longer gets faster: the compiler needs a while, more so on a busy machine. */
  private void warmUp(Program weir) throws Exception {
    double before = Double.MAX_VALUE;
    double now = round(weir).cpu();
    for (int i = 0; i < (quick ? 1 : 12) && now < before * 0.95; i++) {
      before = now;
      now = round(weir).cpu();
    }
  }

  private static Load.Figure meanwhile(List<Round> rounds) {
    return Load.Figure.of(rounds.stream().flatMap(r -> r.meanwhile().stream()).toList(), 1);
  }

  private static Round median(List<Round> rounds) {
    return rounds.stream()
        .sorted(Comparator.comparingDouble(Round::seconds))
        .toList()
        .get(rounds.size() / 2);
  }

  private Round round(Program program) throws Exception {
    List<Image> images = new ArrayList<>();
    List<List<HttpCaller>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        images.add(image());
        List<HttpCaller> own = new ArrayList<>();
        callers.add(own);
        for (int c = 0; c < AT_ONCE; c++) {
          own.add(program.callRegistry());
        }
      }
      AtomicBoolean done = new AtomicBoolean();
      double cpu = program.cpuSeconds();
      long begin = System.nanoTime();
      Future<List<Double>> meanwhile = threads.submit(() -> pull(program, done));
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(
            threads.submit(
                () -> {
                  push(threads, callers.get(client), "bench/push" + client, images.get(client));
                  return null;
                }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      done.set(true);
      return new Round(seconds, program.cpuSeconds() - cpu, meanwhile.get());
    } finally {
      for (List<HttpCaller> own : callers) {
        for (HttpCaller caller : own) {
          caller.close();
        }
      }
    }
  }

  private static List<Double> pull(Program program, AtomicBoolean done) throws Exception {
    List<Double> millis = new ArrayList<>();
    try (HttpCaller registry = program.callRegistry()) {
      registry.accept(SmallImage.MANIFEST);
      while (!done.get()) {
        long begin = System.nanoTime();
        registry.get("/v2/" + PULLED + "/manifests/v1").require(200);
        millis.add((System.nanoTime() - begin) / 1e6);
        Thread.sleep(PAUSE);
      }
    }
    return millis;
  }

  private static void push(
      ExecutorService threads, List<HttpCaller> callers, String repository, Image image)
      throws Exception {
    List<Future<?>> parts = new ArrayList<>();
    for (int c = 0; c < callers.size(); c++) {
      int first = c;
      parts.add(
          threads.submit(
              () -> {
                for (int i = first; i < image.layers().size(); i += callers.size()) {
                  upload(callers.get(first), repository, image.layers().get(i));
                }
                return null;
              }));
    }
    for (Future<?> part : parts) {
      part.get();
    }
    upload(callers.getFirst(), repository, image.config());
    callers
        .getFirst()
        .call("PUT", "/v2/" + repository + "/manifests/v1", SmallImage.MANIFEST, image.manifest())
        .require(201);
  }

  private static void upload(HttpCaller registry, String repository, Content content)
      throws IOException {
    String blobs = "/v2/" + repository + "/blobs/";
    registry.call("HEAD", blobs + content.digest(), "", new byte[0]).require(404);
    String begun = location(registry.call("POST", blobs + "uploads/", "", new byte[0]));
    String sent =
        location(registry.call("PATCH", begun, "application/octet-stream", content.bytes()));
    registry
        .call(
            "PUT",
            sent + (sent.contains("?") ? "&" : "?") + "digest=" + content.digest(),
            "",
            new byte[0])
        .require(201);
  }

  private static String location(HttpCaller.Answer answer) {
    return answer.require(202).headers().get("location").replaceFirst("^https?://[^/]+", "");
  }

  private Image image() {
    List<Content> layers = new ArrayList<>();
    for (int sort = 0; sort < SIZES.length; sort++) {
      for (int i = 0; i < OF_EACH[sort]; i++) {
        byte[] bytes = new byte[SIZES[sort]];
        new Random(++stamp).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(stamp);
        layers.add(new Content(bytes, SmallImage.digest(bytes)));
      }
    }
    byte[] text =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"stamp\":\"%d\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
            .formatted(stamp)
            .getBytes(UTF_8);
    Content config = new Content(text, SmallImage.digest(text));
    String listed =
        String.join(
            ",",
            layers.stream()
                .map(layer -> descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer))
                .toList());
    byte[] manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(
                SmallImage.MANIFEST,
                descriptor("application/vnd.oci.image.config.v1+json", config),
                listed)
            .getBytes(UTF_8);
    return new Image(config, layers, manifest);
  }

  private static String descriptor(String type, Content content) {
    return "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\"}"
        .formatted(type, content.bytes().length, content.digest());
  }
}
