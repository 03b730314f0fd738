import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How soon those who follow a tag are moved, among many workloads that follow others. */
final class TriggerRows {
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/bench/deployments";
  private static final int MANY = 16;

  private final Program weir;
  private final Path directory;
  private final boolean quick;
  private int images;

  TriggerRows(Program weir, Path directory, boolean quick) {
    this.weir = weir;
    this.directory = directory;
    this.quick = quick;
  }

  void print() throws Exception {
    int all = quick ? 2_000 : 10_000;
    int[] groups = {1, 100, 1_000};
    fill(all, groups);
    for (int group : groups) {
      measure(all, group, rounds(group));
    }
    Load.Figure sync = Calibration.fsync(directory, Duration.ofSeconds(1));
    Table.row("  fsync of 4 kB, p50", ms(sync.p50()), "", "");
  }

  private int rounds(int group) {
    int usual = group == 1 ? 300 : group == 100 ? 60 : 15;
    return quick ? Math.max(3, usual / 10) : usual;
  }

  private void fill(int all, int[] groups) throws Exception {
    List<String> tags = new ArrayList<>();
    for (int group : groups) {
      for (int i = 0; i < group; i++) {
        tags.add("moved:g" + group);
      }
    }
    for (int i = tags.size(); i < all; i++) {
      tags.add("s" + i + ":live");
    }
    List<HttpCaller> callers = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        callers.add(weir.callApi());
      }
      Load.Figure creates =
          Load.times(
              MANY,
              all,
              (client, number) ->
                  callers
                      .get(client)
                      .json("POST", DEPLOYMENTS, deployment(number, tags.get(number)))
                      .require(201));
      Table.row(
          "Deployments created, 16 clients", "%.0f /s".formatted(creates.perSecond()), "", "");
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  /** With a label by which those of a tag are watched. */
  private static String deployment(int number, String tag) {
    return ApiRows.deployment("t" + number, tag)
        .replaceFirst(
            "\"metadata\":\\{",
            "\"metadata\":{\"labels\":{\"group\":\"%s\"},"
                .formatted(tag.substring(tag.indexOf(':') + 1)));
  }

  /** A push of the tag, and the watch's word of each that follows it. */
  private void measure(int all, int group, int rounds) throws Exception {
    List<Double> first = new ArrayList<>();
    List<Double> pushed = new ArrayList<>();
    List<Double> last = new ArrayList<>();
    try (HttpCaller registry = weir.callRegistry();
        HttpCaller watcher = weir.callApi()) {
      SmallImage image = new SmallImage(registry, "bench/moved");
      BufferedReader events =
          watcher.lines(DEPLOYMENTS + "?watch=true&labelSelector=group%3Dg" + group);
      for (int i = 0; i < rounds * 2; i++) {
        byte[] manifest = image.manifest(images++);
        String digest = SmallImage.digest(manifest);
        Times times = new Times(events, digest, group);
        Thread reader = Thread.ofVirtual().start(times);
        long begin = System.nanoTime();
        image.put("g" + group, manifest);
        long committed = System.nanoTime();
        reader.join();
        if (i >= rounds) { // the first half warms up
          first.add(Math.max(0, (times.first - committed) / 1e6));
          pushed.add((times.first - begin) / 1e6);
          last.add(Math.max(0, (times.last - committed) / 1e6));
        }
      }
    }
    Load.Figure soon = Load.Figure.of(first, 1);
    Load.Figure whole = Load.Figure.of(pushed, 1);
    Load.Figure end = Load.Figure.of(last, 1);
    Table.row(
        "%d of %d follow: answer -> first, p50; push -> first".formatted(group, all),
        ms(soon.p50()),
        ms(whole.p50()),
        "< 5 ms");
    Table.row("  p99", ms(soon.p99()), ms(whole.p99()), "< 25 ms");
    Table.row(
        "  answer -> all, p50; each",
        ms(end.p50()),
        ms(end.p50() / group),
        group == 1_000 ? "< 2000 ms" : "");
  }

  /** When the first and when the last of them had the image. */
  private static final class Times implements Runnable {
    private final BufferedReader events;
    private final String digest;
    private final int count;
    private long first;
    private long last;

    Times(BufferedReader events, String digest, int count) {
      this.events = events;
      this.digest = digest;
      this.count = count;
    }

    @Override
    public void run() {
      try {
        for (int seen = 0; seen < count; ) {
          String line = events.readLine();
          if (line == null) {
            throw new IllegalStateException("the watch ended");
          }
          if (line.contains("\"image\":\"") && line.contains("@" + digest)) {
            last = System.nanoTime();
            first = seen++ == 0 ? last : first;
          }
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String ms(double millis) {
    return "%.2f ms".formatted(millis);
  }
}
