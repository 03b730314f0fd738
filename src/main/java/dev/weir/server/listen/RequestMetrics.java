package dev.weir.server.listen;

import dev.weir.audit.AuditNote;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** What is measured of requests, in Prometheus' words. */
public final class RequestMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Other words come from clients and would let them grow the labels without bound. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final String OTHER = "other";
  private static final String BLOBS = "/blobs/";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("weir_http_requests")
          .help("Requests answered, by where they led.")
          .labelNames("door", "route", "method", "code")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("weir_http_request_duration_seconds")
          .unit(Unit.SECONDS)
          .help("Time from a request's headers to the end of its answer; watches are left out.")
          .labelNames("door", "route", "method")
          .classicOnly()
          .classicUpperBounds(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60)
          .register(registry);
  private final LongAdder blobsIn = new LongAdder();
  private final LongAdder blobsOut = new LongAdder();

  /** Found once for each, since each request looks for it. */
  private final Map<Key, Counted> counted = new ConcurrentHashMap<>();

  private final ServedRequests served = new ServedRequests();

  /** What is being served. */
  public ServedRequests served() {
    return served;
  }

  /** Measures requests; what else is measured is added. */
  public RequestMetrics() {
    counter(
        "weir_registry_received_blob_bytes",
        "Bytes of blobs that came from clients.",
        blobsIn::sum);
    counter("weir_registry_sent_blob_bytes", "Bytes of blobs that went to clients.", blobsOut::sum);
    gauge(
        "weir_http_requests_running",
        "Requests that somebody waits for; watches and probes are left out.",
        served::running);
  }

  /** What requests have in common that are counted together. */
  private record Key(String door, String route, String method, int code) {}

  private record Counted(CounterDataPoint requests, DistributionDataPoint seconds) {}

  /** Counts an answered request. */
  void count(String door, Request request, Response response) {
    String route = AuditNote.of(request).route();
    String method = METHODS.contains(request.getMethod()) ? request.getMethod() : OTHER;
    Key key = new Key(door, route.isEmpty() ? OTHER : route, method, response.getStatus());
    Counted found = counted.get(key); // which takes no lock, unlike the next
    if (found == null) {
      found = counted.computeIfAbsent(key, this::begin);
    }
    found.requests().inc();
    if (!isWatch(request)) {
      long nanos = System.nanoTime() - request.getHeadersNanoTime();
      found.seconds().observe(nanos / NANOS_PER_SECOND);
    }
    if (route.contains(BLOBS) && door.equals(Listeners.REGISTRY)) {
      blobsOut.add(method.equals("GET") ? Response.getContentBytesWritten(response) : 0);
      blobsIn.add(Request.getContentBytesRead(request));
    }
  }

  private Counted begin(Key key) {
    return new Counted(
        requests.labelValues(key.door(), key.route(), key.method(), Integer.toString(key.code())),
        seconds.labelValues(key.door(), key.route(), key.method()));
  }

  /** True of a request that is answered for as long as its client likes. */
  static boolean isWatch(Request request) {
    String query = request.getHttpURI().getQuery();
    return query != null && query.contains("watch=");
  }

  /** Adds a figure that is read when somebody asks. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /**
   * As {@link #gauge}, once for each value of a label that there is when somebody asks.
   *
   * @param values by the label's value; a bounded number of them
   */
  public void gauges(
      String name, String help, String label, Supplier<? extends Map<String, Double>> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.get().forEach((value, now) -> callback.call(now, value)))
        .register(registry);
  }

  /** Adds a figure that only grows, read when somebody asks; its name gets {@code _total}. */
  public void counter(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /**
   * As {@link #counter}, once for each value of a label.
   *
   * @param values by the label's value
   */
  public void counters(
      String name, String help, String label, Map<String, ? extends DoubleSupplier> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback ->
                values.forEach((value, figure) -> callback.call(figure.getAsDouble(), value)))
        .register(registry);
  }

  /**
   * As {@link #counter}, once for each of the labels' values that there are when somebody asks.
   *
   * @param values by the values of the labels, in their order; a bounded number of them
   */
  public void counters(
      String name,
      String help,
      List<String> labels,
      Supplier<? extends Map<List<String>, Double>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(
            callback ->
                values.get().forEach((row, now) -> callback.call(now, row.toArray(String[]::new))))
        .register(registry);
  }

  /**
   * Adds times that are told as they are taken.
   *
   * @param bounds of its buckets, in seconds
   * @return takes nanoseconds
   */
  public LongConsumer times(String name, String help, double... bounds) {
    Histogram times =
        Histogram.builder()
            .name(name)
            .unit(Unit.SECONDS)
            .help(help)
            .classicOnly()
            .classicUpperBounds(bounds)
            .register(registry);
    return nanos -> times.observe(nanos / NANOS_PER_SECOND);
  }

  /** Adds a figure that never changes, told by its labels. */
  public void info(String name, String help, String label, String value) {
    Gauge.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .register(registry)
        .labelValues(value)
        .set(1);
  }

  /** Everything, in the text format that scrapers read. */
  public byte[] text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toByteArray();
  }

  public static String contentType() {
    return PrometheusTextFormatWriter.CONTENT_TYPE;
  }
}
