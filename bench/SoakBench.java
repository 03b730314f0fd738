import dev.weir.clients.soak.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Clients that push, mount, sign, promote, pull, prune and delete on a server that collects what is
 * a second old, beside one that collects nothing: broken pushes, lost blobs and garbage that stays,
 * of which there must be none, memory, and how much longer a push takes.
 *
 * <p>Arguments: {@code [--seconds N] [--blobs N] [--seed N] [DIRECTORY]}.
 */
public final class SoakBench {
  private SoakBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> given = Arrays.asList(arguments);
    long seconds = Long.parseLong(value(given, "--seconds", "900"));
    long blobs = Long.parseLong(value(given, "--blobs", "50000"));
    long seed = Long.parseLong(value(given, "--seed", "13"));
    String place = given.size() % 2 == 0 ? "." : given.getLast();
    Path directory = Files.createTempDirectory(Path.of(place).toAbsolutePath(), "soak");
    try {
      Trial.Result result =
          new Trial(directory, Duration.ofSeconds(seconds), blobs, seed).run(System.out);
      Table.head("collecting", "");
      row("pushes broken", result.broken().size(), "0");
      row("held and lost", result.lost().size() + result.missing().size(), "0");
      row("garbage left", result.garbage().size(), "0");
      row("other answers than expected", result.odd().size(), "0");
      Table.row("push beside collection, p50", "", "", result.p50(), "< 1.1");
      Table.row("  p99", "", "", result.p99(), "< 1.1");
      Table.row(
          "heap of the second half", "%+.1f MB".formatted(result.heapGrowth() / 1e6), "", "flat");
    } finally {
      delete(directory);
    }
  }

  private static void row(String name, int count, String aim) {
    Table.row(name, Integer.toString(count), "", aim);
  }

  private static String value(List<String> given, String name, String usual) {
    int at = given.indexOf(name);
    return at < 0 ? usual : given.get(at + 1);
  }

  private static void delete(Path directory) throws Exception {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
