import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a tag move costs its caller, and how soon a workload follows a push. */
final class ApiRows {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/bench/";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/bench/deployments";
  private static final int STREAMS_OF_A_CLIENT = 20;
  private static final int MANY = 16;
  private static final int BYTES_OF_A_MOVE = 2_200;

  private final Program weir;
  private final Path directory;
  private final boolean quick;

  ApiRows(Program weir, Path directory, boolean quick) {
    this.weir = weir;
    this.directory = directory;
    this.quick = quick;
  }

  /** Tag moves over HTTPS, each waiting for its answer, which is given after the commit. */
  void printTags() throws Exception {
    Duration span = Duration.ofSeconds(quick ? 1 : 4);
    List<HttpCaller> callers = new ArrayList<>();
    try (HttpCaller registry = weir.callRegistry()) {
      SmallImage image = new SmallImage(registry, "bench/source");
      String[] digests = new String[2];
      for (int i = 0; i < 2; i++) {
        image.put("v" + i, image.manifest(i));
        digests[i] = SmallImage.digest(image.manifest(i));
      }
      for (int i = 0; i < MANY; i++) {
        callers.add(weir.callApi());
      }
      Load.Step tag = (client, round) -> tag(callers.get(client), "c" + client, round, digests);
      Load.measure(MANY, span, tag); // warm up: makes the streams, too
      Load.Figure one = Load.measure(1, span, tag);
      Load.Figure sync = Calibration.fsync(directory, span);
      Load.Figure sixteen = Load.measure(MANY, span, tag);
      Optional<List<Load.Figure>> etcd = Calibration.etcd(directory, span, BYTES_OF_A_MOVE);
      print("fsync of 4 kB", one, sync);
      etcd.ifPresentOrElse(
          puts -> printBesideEtcd(one, sixteen, puts),
          () -> Table.row("  16 clients", text(sixteen), "etcd: not on PATH", ""));
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  private static void print(String beside, Load.Figure one, Load.Figure sync) {
    Table.row(
        "tag over HTTPS, 1 client, p50; " + beside,
        ms(one.p50()),
        ms(sync.p50()),
        one.p50() / sync.p50(),
        "");
    Table.row("  p99", ms(one.p99()), ms(sync.p99()), one.p99() / sync.p99(), "");
  }

  private static void printBesideEtcd(
      Load.Figure one, Load.Figure sixteen, List<Load.Figure> etcd) {
    Table.row(
        "  etcd put over HTTP, p50",
        ms(one.p50()),
        ms(etcd.get(0).p50()),
        one.p50() / etcd.get(0).p50(),
        "<= 1 (store)");
    Table.row(
        "tags over HTTPS, 16 clients; etcd puts",
        text(sixteen),
        text(etcd.get(1)),
        sixteen.perSecond() / etcd.get(1).perSecond(),
        ">= 2 (store)");
    Table.row(
        "  p50", ms(sixteen.p50()), ms(etcd.get(1).p50()), sixteen.p50() / etcd.get(1).p50(), "");
    Table.row(
        "  p99", ms(sixteen.p99()), ms(etcd.get(1).p99()), sixteen.p99() / etcd.get(1).p99(), "");
  }

  private static String ms(double millis) {
    return "%.2f ms".formatted(millis);
  }

  private static String text(Load.Figure figure) {
    return "%.0f /s".formatted(figure.perSecond());
  }

  /** Streams take turns, so that no history grows beyond what people have. */
  private static void tag(HttpCaller caller, String client, int round, String[] digests)
      throws IOException {
    String stream = client + "-s" + round % STREAMS_OF_A_CLIENT;
    String digest = digests[round / STREAMS_OF_A_CLIENT % 2];
    move(caller, stream + ":prod", "source@" + digest);
  }

  private static void move(HttpCaller caller, String name, String image) throws IOException {
    String body =
        """
        {"kind":"ImageStreamTag","apiVersion":"image.openshift.io/v1",
         "metadata":{"name":"%s","namespace":"bench"},
         "tag":{"name":"%s","referencePolicy":{"type":"Source"},
          "from":{"kind":"ImageStreamImage","namespace":"bench","name":"%s"}}}\
        """
            .formatted(name, name.substring(name.indexOf(':') + 1), image);
    caller.json("PUT", IMAGES + "imagestreamtags/" + name, body).require(200, 201);
  }

  /**
   * One stream with a thousand tags of fifty events each. They come about by tags that follow one
   * that is pushed; then single tags are moved.
   */
  void printLargeStream() throws Exception {
    int tags = 1_000;
    int events = quick ? 20 : 50;
    try (HttpCaller registry = weir.callRegistry();
        HttpCaller caller = weir.callApi()) {
      SmallImage image = new SmallImage(registry, "bench/large");
      String[] digests = new String[events];
      caller.json("POST", IMAGES + "imagestreams", followers(tags)).require(201);
      long begin = System.nanoTime();
      for (int i = 0; i < events; i++) {
        image.put("base", image.manifest(i));
        digests[i] = SmallImage.digest(image.manifest(i));
      }
      Table.row(
          "one stream, %d tags x %d events: a push that moves all".formatted(tags, events),
          ms((System.nanoTime() - begin) / 1e6 / events),
          "",
          "");
      int rounds = quick ? 100 : 500;
      int warm = quick ? 1 : 5;
      List<Double> moves = new ArrayList<>();
      List<Double> gets = new ArrayList<>();
      for (int i = 0; i < warm * rounds + rounds; i++) {
        String tag = "t" + i * 7 % tags;
        long start = System.nanoTime();
        move(caller, "large:" + tag, "large@" + digests[i % events]);
        long moved = System.nanoTime();
        caller.get(IMAGES + "imagestreamtags/large:" + tag).require(200);
        moves.add((moved - start) / 1e6);
        gets.add((System.nanoTime() - moved) / 1e6);
      }
      Load.Figure cold = Load.Figure.of(moves.subList(0, rounds), 1);
      Table.row("  the first %d moves of one tag, p50".formatted(rounds), ms(cold.p50()), "", "");
      Table.row("  p99", ms(cold.p99()), "", "");
      int from = warm * rounds;
      print(
          Load.Figure.of(moves.subList(from, from + rounds), 1),
          Load.Figure.of(gets.subList(from, from + rounds), 1));
    }
  }

  private void print(Load.Figure moved, Load.Figure got) throws Exception {
    Load.Figure sync = Calibration.fsync(directory, Duration.ofSeconds(1));
    String fsync = "fsync " + ms(sync.p50());
    Table.row("  move of one tag over HTTPS, p50", ms(moved.p50()), fsync, "");
    Table.row("  p99", ms(moved.p99()), "fsync " + ms(sync.p99()), "< 20 ms");
    Table.row("  get istag over HTTPS, p50", ms(got.p50()), "", "< 2 ms");
    Table.row("  p99", ms(got.p99()), "", "");
  }

  /** A stream of that many tags that follow one, {@code base}. */
  static String followers(int tags) {
    StringBuilder spec = new StringBuilder();
    for (int i = 0; i < tags; i++) {
      spec.append(i == 0 ? "" : ",")
          .append(
              "{\"name\":\"t%d\",\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"base\"}}"
                  .formatted(i));
    }
    return "{\"kind\":\"ImageStream\",\"apiVersion\":\"image.openshift.io/v1\",\"metadata\":{\"name\":\"large\"},\"spec\":{\"tags\":[%s]}}"
        .formatted(spec);
  }

  /** From the moment a manifest is sent to the watch's word that the Deployment has its image. */
  void printTrigger() throws Exception {
    int workloads = quick ? 2_000 : 10_000;
    fill(workloads);
    int pushes = quick ? 50 : 300;
    List<Double> millis = new ArrayList<>();
    try (HttpCaller registry = weir.callRegistry();
        HttpCaller watcher = weir.callApi();
        HttpCaller caller = weir.callApi()) {
      SmallImage image = new SmallImage(registry, "bench/followed");
      image.put("live", image.manifest(0));
      caller.json("POST", DEPLOYMENTS, deployment("followed", "followed:live")).require(201);
      BufferedReader events =
          watcher.lines(DEPLOYMENTS + "?watch=true&fieldSelector=metadata.name%3Dfollowed");
      await(events, SmallImage.digest(image.manifest(0)));
      for (int i = 1; i <= pushes * 2; i++) {
        byte[] manifest = image.manifest(i);
        String digest = SmallImage.digest(manifest);
        long begin = System.nanoTime();
        image.put("live", manifest);
        await(events, digest);
        if (i > pushes) { // the first half warms up
          millis.add((System.nanoTime() - begin) / 1e6);
        }
      }
    }
    Load.Figure patched = Load.Figure.of(millis, 1);
    Load.Figure sync = Calibration.fsync(directory, Duration.ofSeconds(1));
    Table.row(
        "push -> patched, %d workloads, p50; 2 fsync".formatted(workloads),
        ms(patched.p50()),
        ms(2 * sync.p50()),
        patched.p50() / sync.p50() / 2,
        "< 5 ms");
    Table.row(
        "  p99", ms(patched.p99()), ms(2 * sync.p99()), patched.p99() / sync.p99() / 2, "< 25 ms");
  }

  private void fill(int workloads) throws Exception {
    List<HttpCaller> callers = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        callers.add(weir.callApi());
      }
      Load.Figure creates =
          Load.times(
              MANY,
              workloads,
              (client, number) ->
                  callers
                      .get(client)
                      .json("POST", DEPLOYMENTS, deployment("web" + number, "s" + number + ":live"))
                      .require(201));
      Table.row("Deployments created, 16 clients", text(creates), "", "");
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  private static void await(BufferedReader events, String digest) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.contains("@" + digest)) {
        return;
      }
    }
    throw new IOException("the watch ended");
  }

  /** A Deployment whose container follows a tag. */
  static String deployment(String name, String tag) {
    String trigger =
        "[{\\\"from\\\":{\\\"kind\\\":\\\"ImageStreamTag\\\",\\\"name\\\":\\\"%s\\\"},\\\"fieldPath\\\":\\\"spec.template.spec.containers[?(@.name==\\\\\\\"web\\\\\\\")].image\\\"}]"
            .formatted(tag);
    return """
    {"kind":"Deployment","apiVersion":"apps/v1",
     "metadata":{"name":"%s","annotations":{"image.openshift.io/triggers":"%s"}},
     "spec":{"replicas":1,"selector":{"matchLabels":{"app":"%s"}},
      "template":{"metadata":{"labels":{"app":"%s"}},
       "spec":{"containers":[{"name":"web","image":"placeholder:latest",
        "ports":[{"containerPort":8080}],"resources":{"limits":{"memory":"64Mi"}}}]}}}}\
    """
        .formatted(name, trigger, name, name);
  }

  /** Creates streams of about that size; returns the bytes as the server shows them. */
  long fillStreams(int count, int size) throws Exception {
    List<HttpCaller> callers = new ArrayList<>();
    String padding = "x".repeat(size - 350);
    try {
      for (int i = 0; i < MANY; i++) {
        callers.add(weir.callApi());
      }
      Load.times(
          MANY,
          count,
          (client, number) -> {
            String body =
                """
                {"kind":"ImageStream","apiVersion":"image.openshift.io/v1",
                 "metadata":{"name":"r%d","annotations":{"notes":"%s"}}}\
                """
                    .formatted(number, padding);
            callers.get(client).json("POST", IMAGES + "imagestreams", body).require(201);
          });
      byte[] one = callers.get(0).get(IMAGES + "imagestreams/r0").require(200).body();
      return (long) one.length * count;
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  /** Makes the namespace that the rest works in. */
  void prepare() throws IOException {
    try (HttpCaller caller = weir.callApi()) {
      String namespace =
          "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"bench\"}}";
      caller
          .call("POST", "/api/v1/namespaces", "application/json", namespace.getBytes(UTF_8))
          .require(201, 409);
    }
  }
}
