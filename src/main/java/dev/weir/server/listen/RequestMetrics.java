package dev.weir.server.listen;

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
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** What is measured of requests, in Prometheus' words. */
public final class RequestMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Other words come from clients and would let them grow the labels without bound. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("weir_http_requests")
          .help("Requests answered.")
          .labelNames("door", "method", "code")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("weir_http_request_duration_seconds")
          .unit(Unit.SECONDS)
          .help("Time from a request's headers to the end of its answer; watches are left out.")
          .labelNames("door", "method")
          .classicOnly()
          .classicUpperBounds(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60)
          .register(registry);
  private final ServedRequests served = new ServedRequests();

  /** What is being served. */
  public ServedRequests served() {
    return served;
  }

  /** Counts an answered request. */
  void count(String door, Request request, Response response) {
    String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
    requests.labelValues(door, method, Integer.toString(response.getStatus())).inc();
    if (!isWatch(request)) {
      long nanos = System.nanoTime() - request.getHeadersNanoTime();
      seconds.labelValues(door, method).observe(nanos / NANOS_PER_SECOND);
    }
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
