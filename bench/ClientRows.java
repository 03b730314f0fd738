import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long a command takes, beside the real {@code oc} that the variable OC names, in turns: over
 * the socket, over TLS, and what a shell asks at a TAB. Without {@code oc} there is no ratio.
 */
final class ClientRows {
  private static final String LAUNCHER = "./weir";

  private final Path kubeconfig;
  private final Path elsewhere;
  private final int turns;

  /**
   * For one running server.
   *
   * @param data its directory: a kubeconfig there leads to the socket, a copy elsewhere to TLS
   */
  ClientRows(Path data, Path directory, boolean quick) throws Exception {
    this.kubeconfig = data.resolve("admin.kubeconfig");
    this.elsewhere = Files.copy(kubeconfig, directory.resolve("tls.kubeconfig"));
    this.turns = quick ? 7 : 21;
  }

  void print() throws Exception {
    seconds(kubeconfig, LAUNCHER, "new-project", "client");
    seconds(kubeconfig, LAUNCHER, "create", "is", "app");
    String oc = System.getenv().getOrDefault("OC", "");
    row("weir get is, socket", kubeconfig, oc, "<= 1.5");
    row("weir get is, TLS", elsewhere, oc, "<= 2.5");
    List<Double> completed = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      completed.add(seconds(kubeconfig, LAUNCHER, "__complete", "--", "get", "is", "a"));
    }
    Table.row("a name completed, socket", millis(median(completed)), "", "< 150 ms");
  }

  private void row(String name, Path config, String oc, String aim) throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      ours.add(seconds(config, LAUNCHER, "get", "is"));
      if (!oc.isEmpty()) {
        theirs.add(seconds(config, oc, "get", "is"));
      }
    }
    if (oc.isEmpty()) {
      Table.row(name, millis(median(ours)), "no oc: name it by OC", aim);
    } else {
      Table.row(
          name, millis(median(ours)), millis(median(theirs)), median(ours) / median(theirs), aim);
    }
  }

  private static double seconds(Path config, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("KUBECONFIG", config.toString());
    long begin = System.nanoTime();
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(String.join(" ", command) + " ended with " + exit);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double median(List<Double> seconds) {
    Collections.sort(seconds);
    return seconds.get(seconds.size() / 2);
  }

  private static String millis(double seconds) {
    return "%.0f ms".formatted(seconds * 1000);
  }
}
