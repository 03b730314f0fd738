package dev.weir.server.listen;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process as numbers. The management classes take time and memory to load, so nothing here
 * touches them before somebody asks.
 */
public final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final int KIBI = 1024;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final List<String> COLLECTOR = List.of("collector");

  private ProcessFigures() {}

  /**
   * Says how it is.
   *
   * @param heap bytes for objects that the process has from the system
   */
  public static void measure(InstantSource clock, DoubleSupplier heap, RequestMetrics metrics) {
    double started = clock.millis() / MILLIS_PER_SECOND;
    metrics.gauge(
        "process_start_time_seconds",
        "When the server started, in seconds since 1970.",
        () -> started);
    metrics.gauge(
        "process_resident_memory_bytes",
        "Memory that the process takes of the machine; 0 where the system does not say.",
        ProcessFigures::resident);
    metrics.gauge(
        "weir_heap_bytes", "Memory for objects that the process has from the system.", heap);
    Runtime runtime = Runtime.getRuntime();
    metrics.gauge(
        "weir_heap_used_bytes",
        "Memory that objects take, those among them that nobody needs any more.",
        () -> runtime.totalMemory() - runtime.freeMemory());
    metrics.gauge(
        "weir_heap_limit_bytes", "Most memory that objects may take.", runtime::maxMemory);
    metrics.counters(
        "weir_gc_pauses",
        "Times that everything waited for memory to be collected.",
        COLLECTOR,
        () -> byCollector(GarbageCollectorMXBean::getCollectionCount, 1));
    metrics.counters(
        "weir_gc_pause_seconds",
        "Time that everything waited for memory to be collected.",
        COLLECTOR,
        () -> byCollector(GarbageCollectorMXBean::getCollectionTime, MILLIS_PER_SECOND));
  }

  private static Map<List<String>, Double> byCollector(
      ToLongFunction<GarbageCollectorMXBean> figure, double parts) {
    Map<List<String>, Double> found = new HashMap<>();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      found.put(List.of(collector.getName()), Math.max(0, figure.applyAsLong(collector)) / parts);
    }
    return found;
  }

  private static double resident() {
    try {
      Matcher found = RESIDENT.matcher(Files.readString(STATUS));
      return found.find() ? Double.parseDouble(found.group(1)) * KIBI : 0;
    } catch (IOException _) {
      return 0;
    }
  }
}
