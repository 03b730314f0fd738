import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A list of many streams beside a blob of the same size, and a table of some. */
final class ListRows {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/%s/imagestreams";
  private static final int CLIENTS = 16;
  private static final int PADDING = 4_600;
  private static final int ROWS = 500;

  private final Program weir;
  private final boolean quick;

  ListRows(Program weir, boolean quick) {
    this.weir = weir;
    this.quick = quick;
  }

  /**
   * One way to fetch much.
   *
   * @param firstByte milliseconds, the median
   * @param cpu of the server, in milliseconds a megabyte
   */
  private record Fetch(double firstByte, double total, double megabytes, double cpu) {}

  /** Fetches once; the sink gets the head's moment. */
  private interface Source {
    long fetch(long[] head) throws IOException;
  }

  void print() throws Exception {
    int streams = quick ? 1_000 : 10_000;
    fill("lists", streams);
    fill("rows", ROWS);
    try (HttpCaller api = weir.callApi();
        HttpCaller registry = weir.callRegistry()) {
      Fetch list = measure(head -> drain(api, STREAMS.formatted("lists"), head));
      String blob = upload(registry, (int) (list.megabytes() * 1e6));
      Fetch bytes =
          measure(
              head -> {
                byte[] body = registry.get(blob).require(200).body();
                head[0] = System.nanoTime();
                return body.length;
              });
      String name = "list of %,d streams, %.0f MB, TLS; blob".formatted(streams, list.megabytes());
      Table.row(name + ", ms", ms(list.total()), ms(bytes.total()), "");
      Table.row("  first byte", ms(list.firstByte()), "", "< 20 ms");
      Table.row(
          "  server's CPU a MB",
          ms(list.cpu()),
          ms(bytes.cpu()),
          list.cpu() / bytes.cpu(),
          "<= 1.5");
      api.accept("application/json;as=Table;v=v1;g=meta.k8s.io");
      Fetch table = measure(head -> drain(api, STREAMS.formatted("rows"), head));
      Table.row("table of %d rows, TLS".formatted(ROWS), ms(table.total()), "", "< 50 ms");
    }
  }

  private static String ms(double millis) {
    return "%.2f ms".formatted(millis);
  }

  private static long drain(HttpCaller caller, String path, long[] head) throws IOException {
    InputStream body = caller.stream(path);
    head[0] = System.nanoTime();
    byte[] buffer = new byte[64 * 1024];
    long all = 0;
    for (int read = body.read(buffer, 0, buffer.length); read >= 0; ) {
      all += read;
      read = body.read(buffer, 0, buffer.length);
    }
    return all;
  }

  private Fetch measure(Source source) throws IOException {
    int rounds = quick ? 10 : 30;
    List<Double> first = new ArrayList<>();
    List<Double> total = new ArrayList<>();
    long bytes = 0;
    double cpu = 0;
    for (int i = 0; i < 2 * rounds; i++) {
      if (i == rounds) { // the first half warms up
        cpu = weir.cpuSeconds();
        bytes = 0;
        first.clear();
        total.clear();
      }
      long[] head = {0};
      long begin = System.nanoTime();
      bytes += source.fetch(head);
      total.add((System.nanoTime() - begin) / 1e6);
      first.add((head[0] - begin) / 1e6);
    }
    double used = (weir.cpuSeconds() - cpu) * 1e3 / (bytes / 1e6);
    return new Fetch(
        Load.Figure.of(first, 1).p50(), Load.Figure.of(total, 1).p50(), bytes / 1e6 / rounds, used);
  }

  private void fill(String namespace, int streams) throws Exception {
    List<HttpCaller> callers = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        callers.add(weir.callApi());
      }
      callers
          .getFirst()
          .json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
      String padding = "x".repeat(PADDING);
      Load.times(
          CLIENTS,
          streams,
          (client, number) ->
              callers
                  .get(client)
                  .json("POST", STREAMS.formatted(namespace), stream(number, padding))
                  .require(201));
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  private static String stream(int number, String padding) {
    return """
    {"kind":"ImageStream","apiVersion":"image.openshift.io/v1",
     "metadata":{"name":"s%d","annotations":{"padding":"%s"}},
     "spec":{"tags":[{"name":"a","reference":true,"from":{"kind":"DockerImage","name":"example.com/a:1"}}]}}\
    """
        .formatted(number, padding);
  }

  private static String upload(HttpCaller registry, int size) throws Exception {
    byte[] blob = new byte[size];
    new Random(1).nextBytes(blob);
    String digest = SmallImage.digest(blob);
    HttpCaller.Answer begun =
        registry.call("POST", "/v2/lists/blob/blobs/uploads/", "", new byte[0]).require(202);
    String place = begun.headers().get("location").replaceFirst("^https?://[^/]*", "");
    registry
        .call(
            "PUT",
            place + (place.contains("?") ? "&" : "?") + "digest=" + digest,
            "application/octet-stream",
            blob)
        .require(201);
    return "/v2/lists/blob/blobs/" + digest;
  }
}
