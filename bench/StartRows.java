import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How soon a server is ready, and what it holds in memory. */
final class StartRows {
  private static final double MEGABYTE = 1024 * 1024;
  private static final int STREAM_BYTES = 5_000;

  /** After the loops have caught up, before anything was asked. */
  private static final long REST_MILLIS = 3_000;

  private final Path directory;
  private final boolean quick;

  StartRows(Path directory, boolean quick) {
    this.directory = directory;
    this.quick = quick;
  }

  void print(Path data) throws Exception {
    starts("start to ready, data of a first start", data);
    int streams = quick ? 2_000 : 10_000;
    long stored;
    long empty;
    try (Program weir = Program.weir(data, false)) {
      Thread.sleep(REST_MILLIS);
      empty = weir.rss();
      Table.row("RSS idle", megabytes(empty), "", "< 200 MB");
      ApiRows api = new ApiRows(weir, directory, quick);
      api.prepare();
      stored = api.fillStreams(streams, STREAM_BYTES);
      Thread.sleep(REST_MILLIS);
      growth("RSS after creating %d streams".formatted(streams), weir.rss(), empty, stored);
    }
    starts("start to ready, %d streams".formatted(streams), data);
    try (Program weir = Program.weir(data, false)) {
      Thread.sleep(REST_MILLIS);
      growth("RSS after a start with them", weir.rss(), empty, stored);
    }
  }

  private void starts(String name, Path data) throws Exception {
    List<Double> seconds = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = 0; i < (quick ? 3 : 5); i++) {
      try (Program weir = Program.weir(data, false)) {
        seconds.add(weir.startSeconds());
        cpu.add(weir.cpuSeconds());
      }
    }
    Collections.sort(seconds);
    Collections.sort(cpu);
    int middle = seconds.size() / 2;
    Table.row(
        name,
        "%.2f s".formatted(seconds.get(middle)),
        "CPU %.2f s".formatted(cpu.get(middle)),
        "< 1.5 s");
  }

  private static void growth(String name, long rss, long before, long stored) {
    Table.row(
        name,
        megabytes(rss),
        "%.0f MB stored".formatted(stored / MEGABYTE),
        (double) (rss - before) / stored,
        "<= 2.5 a byte");
  }

  private static String megabytes(long bytes) {
    return "%.0f MB".formatted(bytes / MEGABYTE);
  }
}
