package dev.weir.server;

import dev.weir.importing.bounds.ImportFigures;
import dev.weir.importing.schedule.ScheduleFigures;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.network.ProxyRules;
import dev.weir.remote.Registries;
import dev.weir.remote.budget.Allowance;
import dev.weir.remote.budget.Load;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.tls.GivenCertificates;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Opens the way to other registries as the configuration wants it. */
final class Upstreams {
  private static final double MILLIS_PER_SECOND = 1e3;

  private Upstreams() {}

  /**
   * Reads the configured authorities; connects to nobody yet.
   *
   * @param clock tells how long something is remembered
   * @throws dev.weir.server.config.StartException if an authority's file holds no certificates
   */
  static Registries open(ServerConfig config, ProxyRules proxies, InstantSource clock) {
    AddressPolicy addresses =
        config.reachesPrivateAddresses()
            ? AddressPolicy.PRIVATE_ALLOWED
            : AddressPolicy.PUBLIC_ONLY;
    return Registries.open(
        OutboundSettings.of(addresses, GivenCertificates.authorities(config)).through(proxies),
        clock);
  }

  /** Says what goes on towards other registries, for pulls as for imports. */
  static void measure(Registries registries, RequestMetrics metrics) {
    Figures figures = new Figures(registries, metrics);
    figures.add("requests", "Requests to a registry that wait for its answer.", Load::requests);
    figures.add("bodies", "Blobs that are coming from a registry, or going there.", Load::bodies);
    figures.add("waiting", "Requests that wait for their turn at a registry.", Load::waiting);
    figures.add(
        "held",
        "Logins with which a registry is not asked now: it refused or failed, or what it still"
            + " grants is for people.",
        Load::held);
    metrics.gauges(
        "weir_upstream_ratelimit_limit",
        "Requests that a registry grants, of the login that has least left.",
        "host",
        () -> granted(registries, Allowance::limit));
    metrics.gauges(
        "weir_upstream_ratelimit_remaining",
        "Requests that a registry still grants; the last fifth is for people.",
        "host",
        () -> granted(registries, allowance -> OptionalLong.of(allowance.remaining())));
  }

  /** Of those that say it. */
  private static Map<String, Double> granted(
      Registries registries, Function<Allowance, OptionalLong> figure) {
    Map<String, Double> found = new TreeMap<>();
    registries
        .allowances()
        .forEach(
            (host, allowance) ->
                figure.apply(allowance).ifPresent(value -> found.put(host, (double) value)));
    return found;
  }

  /** Says how looks at scheduled tags go. */
  static void measure(ScheduleFigures schedule, RequestMetrics metrics) {
    metrics.gauge("weir_schedule_tags", "Tags that follow another registry.", schedule::scheduled);
    metrics.gauge(
        "weir_schedule_late",
        "Scheduled tags that should have been looked at and were not.",
        schedule::late);
    metrics.gauge(
        "weir_schedule_lag_seconds",
        "By how much the latest scheduled tag is late; 0 if none is.",
        () -> schedule.lag().toMillis() / MILLIS_PER_SECOND);
    metrics.counter(
        "weir_schedule_requests",
        "Times that a registry was asked which image a scheduled tag is.",
        schedule::requests);
    Map<String, DoubleSupplier> results = new TreeMap<>();
    for (Outcome outcome : Outcome.values()) {
      results.put(outcome.name().toLowerCase(Locale.ROOT), () -> schedule.looks(outcome));
    }
    metrics.counters(
        "weir_schedule_checks",
        "Looks at scheduled tags, by what came of them.",
        "result",
        results);
  }

  /** Says how imports go. */
  static void measure(ImportFigures imports, RequestMetrics metrics) {
    metrics.counters(
        "weir_imports",
        "Images that were fetched from other registries, by what came of it; the fifty hosts that"
            + " were first have a number of their own.",
        List.of("registry", "result"),
        () ->
            imports.counts().stream()
                .collect(
                    Collectors.toMap(
                        count -> List.of(count.registry(), count.result()),
                        count -> (double) count.images())));
  }

  private record Figures(Registries registries, RequestMetrics metrics) {
    void add(String name, String help, ToIntFunction<Load> figure) {
      metrics.gauges(
          "weir_pullthrough_upstream_" + name, help, "host", () -> byHost(registries, figure));
    }

    private static Map<String, Double> byHost(Registries registries, ToIntFunction<Load> figure) {
      Map<String, Double> found = new TreeMap<>();
      registries.loads().forEach((host, load) -> found.put(host, (double) figure.applyAsInt(load)));
      return found;
    }
  }
}
