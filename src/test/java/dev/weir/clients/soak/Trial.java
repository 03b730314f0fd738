package dev.weir.clients.soak;

import dev.weir.clients.ServerProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server that collects what is a second old, beside one that collects nothing, under the same
 * clients.
 */
public final class Trial {
  private static final int CLIENTS = 10;
  private static final int PAIRS = 2;
  private static final Duration LEASE = Duration.ofSeconds(15);

  /** After the last lease has ended. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final List<String> COLLECTS =
      List.of("--gc-grace", "1s", "--push-lease", "15s", "--untagged-keep", "15s");
  private static final List<String> COLLECTS_NOT =
      List.of("--gc-grace", "24h", "--push-lease", "24h");

  private static final List<String> HEAP = List.of("-Xmx256m");

  private final Path directory;
  private final Duration time;
  private final long blobs;
  private final long seed;

  /**
   * A trial.
   *
   * @param directory for the data, and empty
   * @param time for which clients work
   * @param blobs that they send meanwhile
   */
  public Trial(Path directory, Duration time, long blobs, long seed) {
    this.directory = directory;
    this.time = time;
    this.blobs = blobs;
    this.seed = seed;
  }

  /**
   * What came of it.
   *
   * @param broken pushes that were refused, in words
   * @param lost what was held and could not be pulled, in words
   * @param odd other answers that should not have come, in words
   * @param missing held, and no file of it
   * @param garbage files that nothing holds, after everything has had its time
   * @param p50 of a push, as a multiple of one without collection
   * @param p99 the same
   * @param heap bytes, in the end
   * @param heapGrowth bytes, between the middle and the end
   * @param sent new blobs and manifests
   */
  public record Result(
      List<String> broken,
      List<String> lost,
      List<String> odd,
      Set<String> missing,
      Set<String> garbage,
      double p50,
      double p99,
      long heap,
      long heapGrowth,
      long sent) {}

  /** Lets them work, waits until what is garbage has to have gone, and tells of it. */
  public Result run(PrintStream out) throws Exception {
    out.printf("%d s, %d blobs, -Dweir.seed=%d%n", time.toSeconds(), blobs, seed);
    try (ServerProcess collecting = start("collecting", COLLECTS);
        ServerProcess keeping = start("keeping", COLLECTS_NOT);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Soak one = new Soak(collecting, seed, CLIENTS, PAIRS, LEASE.dividedBy(6));
      Soak other = new Soak(keeping, seed, CLIENTS, PAIRS, LEASE.dividedBy(6));
      Probe probe = new Probe(one, other, seed);
      AtomicBoolean end = new AtomicBoolean();
      Future<?> probing = threads.submit(() -> probe(probe, end));
      Future<?> beside = threads.submit(() -> half(other));
      one.run(time.dividedBy(2), blobs / 2);
      beside.get();
      Memory middle = Memory.of(collecting.pid());
      int stored = one.stored().size();
      beside = threads.submit(() -> half(other));
      one.run(time.dividedBy(2), blobs - blobs / 2);
      beside.get();
      end.set(true);
      probing.get();
      Memory last = Memory.of(collecting.pid());
      out.printf(
          "in the middle %d files, %s; in the end %d files, %s%n",
          stored, middle, one.stored().size(), last);
      out.printf("not collecting: %d files, %s%n", other.stored().size(), Memory.of(keeping.pid()));
      out.println(probe);
      Door.Answer _ = one.door().api("DELETE", "/apis/project.openshift.io/v1/projects/probe", "");
      one.pullAll();
      boolean settled = settles(one, out);
      one.pullAll();
      out.println(settled ? "all garbage is gone" : "garbage is left");
      one.print(out);
      List<String> broken = new ArrayList<>(one.findings().broken());
      broken.addAll(probe.broken());
      return new Result(
          broken,
          one.findings().lost(),
          one.findings().odd(),
          one.missing(),
          one.garbage(),
          probe.percentile(0, 0.5) / probe.percentile(1, 0.5),
          probe.percentile(0, 0.99) / probe.percentile(1, 0.99),
          last.heap(),
          last.heap() - middle.heap(),
          one.findings().blobs());
    }
  }

  private ServerProcess start(String name, List<String> flags) throws Exception {
    return ServerProcess.start(HEAP, directory.resolve(name), flags.toArray(String[]::new));
  }

  private Void probe(Probe probe, AtomicBoolean end) throws Exception {
    probe.run(end, Duration.ofMillis(200));
    return null;
  }

  private Void half(Soak soak) throws Exception {
    soak.run(time.dividedBy(2), blobs / 2);
    return null;
  }

  private static boolean settles(Soak soak, PrintStream out) throws Exception {
    long begin = System.nanoTime();
    long most = LEASE.plus(PATIENCE).toNanos();
    while (System.nanoTime() - begin < most) {
      if (soak.garbage().isEmpty()) {
        out.printf("%.1f s after the last pull ", (System.nanoTime() - begin) / 1e9);
        return true;
      }
      Thread.sleep(200);
    }
    return false;
  }
}
