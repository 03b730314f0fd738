import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Manifests in a second, by wrk over kept connections, beside other registries. All take turns, so
 * that a busy neighbour hits all.
 */
final class ManifestRows {
  private static final String REPOSITORY = "bench/app";

  private final boolean quick;

  ManifestRows(boolean quick) {
    this.quick = quick;
  }

  /** Measures; {@code how} names the transport in the table. */
  void print(Program weir, Program peer, Optional<Program> distribution, String how)
      throws Exception {
    List<Program> all = new ArrayList<>(List.of(weir, peer));
    distribution.ifPresent(all::add);
    for (Program program : all) {
      try (HttpCaller caller = program.callRegistry()) {
        SmallImage image = new SmallImage(caller, REPOSITORY);
        image.put("v1", image.manifest(1));
      }
    }
    warmUp(weir);
    List<List<Double>> rates = all.stream().<List<Double>>map(_ -> new ArrayList<>()).toList();
    for (int round = 0; round < (quick ? 1 : 3); round++) {
      for (int i = 0; i < all.size(); i++) {
        rates.get(i).add(rate(all.get(i)));
      }
    }
    double ours = median(rates.getFirst());
    row("manifest GET, " + how, ours, median(rates.get(1)), ">= 20");
    if (rates.size() > 2) {
      row("  distribution 3", ours, median(rates.getLast()), ">= 8");
    } else {
      Table.row("  distribution 3", "%.0f /s".formatted(ours), "not found", ">= 8");
    }
  }

  private static void row(String name, double ours, double theirs, String aim) {
    Table.row(name, "%.0f /s".formatted(ours), "%.0f /s".formatted(theirs), ours / theirs, aim);
  }

  /** Until it no longer gets faster: the compiler needs a while, more so on a busy machine. */
  private void warmUp(Program weir) throws Exception {
    double before = 0;
    double now = rate(weir);
    for (int i = 0; i < (quick ? 2 : 8) && now > before * 1.1; i++) {
      before = now;
      now = rate(weir);
    }
  }

  private double rate(Program program) throws Exception {
    List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c32", quick ? "-d2s" : "-d4s"));
    if (!program.authorization().isEmpty()) {
      command.addAll(List.of("-H", "Authorization: " + program.authorization()));
    }
    command.addAll(List.of("-H", "Accept: " + SmallImage.MANIFEST));
    command.add(program.registry() + "/v2/" + REPOSITORY + "/manifests/v1");
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(wrk.getInputStream().readAllBytes(), UTF_8);
    Matcher rate = Pattern.compile("Requests/sec: *([0-9.]+)").matcher(output);
    if (wrk.waitFor() != 0 || !rate.find() || output.contains("Non-2xx")) {
      throw new IllegalStateException(output);
    }
    return Double.parseDouble(rate.group(1));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
