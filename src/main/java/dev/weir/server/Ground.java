package dev.weir.server;

import dev.weir.access.HeapBudget;
import dev.weir.audit.AuditFile;
import dev.weir.audit.AuditLog;
import dev.weir.http.KnownNames;
import dev.weir.image.OwnRegistry;
import dev.weir.server.config.ListenAddress;
import dev.weir.server.config.PublicUrl;
import dev.weir.server.config.RegistryHost;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.AuditTo;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.ServerConfig.NoAudit;
import dev.weir.server.config.ServerConfig.OwnAuthority;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.listen.Listeners;
import dev.weir.server.listen.ProcessFigures;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.report.Report;
import dev.weir.server.tls.Certificates;
import dev.weir.server.tls.PresentIdentity;
import dev.weir.server.tls.ServerIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server stands on before it serves anything: its directory, who it is, its ports and its
 * names.
 *
 * @param steady a clock that never goes back
 * @param heap what may be held in memory for clients
 * @param registryHost how pull specs name the registry, {@code host[:port]}
 */
record Ground(
    ServerConfig config,
    Surroundings surroundings,
    InstantSource steady,
    HeapBudget heap,
    DataDirectory data,
    PresentIdentity identity,
    KnownNames names,
    RequestMetrics metrics,
    Listeners listeners,
    String registryHost) {
  private static final Logger LOG = LoggerFactory.getLogger(Ground.class);

  /**
   * Opens the directory and takes the ports; clients that connect wait until somebody answers.
   *
   * @throws dev.weir.server.config.StartException if that cannot be
   */
  static Ground take(Parts parts, ServerConfig config, Surroundings surroundings)
      throws IOException {
    DataDirectory data = parts.add(DataDirectory.open(config.data()));
    Set<String> hosts = hosts(config, surroundings, data);
    ServerIdentity identity = identity(config, surroundings, data, hosts);
    identity.tooEarly(surroundings.clock().instant()).ifPresent(LOG::warn);
    PresentIdentity present = new PresentIdentity(identity, hosts, surroundings.clock());
    RequestMetrics metrics = new RequestMetrics();
    HeapBudget heap = new HeapBudget(Runtime.getRuntime().maxMemory());
    Listeners listeners = parts.add(Listeners.bind(config, identity, metrics, heap));
    String registryHost = registryHost(config, data, listeners.registry());
    listeners.auditBy(audit(parts, config, surroundings.clock(), metrics));
    return new Ground(
        config,
        surroundings,
        SteadyClock.from(surroundings.clock(), System::nanoTime),
        heap,
        data,
        present,
        new KnownNames(present::names),
        metrics,
        listeners,
        registryHost);
  }

  /** Names and addresses that the server goes by, as far as it is told. */
  private static Set<String> hosts(
      ServerConfig config, Surroundings surroundings, DataDirectory data) throws IOException {
    Set<String> hosts = new TreeSet<>();
    for (ListenAddress address : List.of(config.api(), config.registry())) {
      if (!address.isWildcard()) {
        hosts.add(address.host());
      }
    }
    if (config.api().isWildcard() || config.registry().isWildcard()) {
      hosts.addAll(surroundings.addresses().get());
    }
    Stream.concat(config.publicAccess().api().stream(), config.publicAccess().registry().stream())
        .map(url -> RegistryHost.withoutPort(PublicUrl.authority(url)))
        .forEach(hosts::add);
    if (!surroundings.hostName().isEmpty()) {
      hosts.add(surroundings.hostName());
    }
    String named = config.askedRegistryHost();
    (named.isEmpty() ? data.registryNames().kept().stream().limit(1) : List.of(named).stream())
        .map(RegistryHost::withoutPort)
        .forEach(hosts::add);
    return hosts;
  }

  /** Who the server would be by another configuration, under the names of this one. */
  ServerIdentity identity(ServerConfig other) {
    return identity(other, surroundings, data, identity.hosts());
  }

  private static ServerIdentity identity(
      ServerConfig config, Surroundings surroundings, DataDirectory data, Set<String> hosts) {
    return switch (config.certificate()) {
      case OwnAuthority _ -> new Certificates(data, surroundings.clock()).own(hosts);
      case GivenFiles files -> Certificates.given(files);
    };
  }

  private static String registryHost(ServerConfig config, DataDirectory data, ListenAddress bound)
      throws IOException {
    String host =
        RegistryHost.choose(config.askedRegistryHost(), data.registryNames().kept(), bound);
    boolean fleeting = config.askedRegistryHost().isEmpty() && config.registry().port() == 0;
    try {
      if (fleeting) {
        data.registryNames().rememberFleeting(host);
      } else {
        data.registryNames().keep(host);
      }
    } catch (IOException e) {
      LOG.warn("{}; a later start does not know the registry as {}", e.getMessage(), host);
    }
    return host;
  }

  private static AuditLog audit(
      Parts parts, ServerConfig config, Clock clock, RequestMetrics metrics) throws IOException {
    AuditLog audit =
        switch (config.audit()) {
          case NoAudit _ -> AuditLog.OFF;
          case AuditTo(Path file) -> parts.add(AuditFile.open(file, clock));
        };
    metrics.counter(
        "weir_audit_lost_events",
        "Requests that the audit log should tell of and does not.",
        audit::lost);
    return audit;
  }

  Clock clock() {
    return surroundings.clock();
  }

  /** Says what runs, what it takes, and how long its certificates hold. */
  void measure() {
    metrics.info("weir_build", "Version of the program.", "version", surroundings.version());
    ProcessFigures.measure(clock(), surroundings.heap()::bytes, metrics);
    metrics.gauges(
        "weir_certificate_expiration_timestamp_seconds",
        "When a certificate that clients are shown ends, in seconds since 1970.",
        "certificate",
        () ->
            identity.now().ends().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, end -> (double) end.getValue().getEpochSecond())));
  }

  String apiUrl() {
    return "https://" + listeners.api().authority();
  }

  String registryUrl() {
    return (config.registrySpeaksTls() ? "https://" : "http://") + listeners.registry().authority();
  }

  /**
   * Each {@code host[:port]} by which the registry is or was named or reached, by clients, in pull
   * specs, and in the store.
   */
  Set<String> ownHosts() throws IOException {
    Set<String> hosts = new TreeSet<>(data.registryNames().all());
    hosts.addAll(registryAddresses());
    hosts.add(OwnRegistry.HOST);
    return Set.copyOf(hosts);
  }

  /** Where clients may log in to the registry: by its host, its address and its public one. */
  List<String> registryAddresses() {
    return Stream.concat(
            Stream.of(registryHost, listeners.registry().authority()),
            config.publicAccess().registry().map(PublicUrl::authority).stream())
        .distinct()
        .toList();
  }

  /** Where the server is, for people. */
  Report.Addresses addresses() {
    return new Report.Addresses(
        apiUrl(),
        registryUrl(),
        registryHost,
        otherName(),
        Stream.concat(
                config.publicAccess().api().stream(), config.publicAccess().registry().stream())
            .toList());
  }

  /**
   * What to know about the registry's name, if it is not where the registry listens and nobody
   * asked for that: pull specs lead elsewhere.
   */
  Optional<String> otherName() {
    ListenAddress bound = listeners.registry();
    return registryHost.equals(bound.authority()) || !config.askedRegistryHost().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "pull specs name the registry %s, as kept from an earlier start, and it listens on %s;"
                    .formatted(registryHost, bound)
                + " listen there again with --registry, or change the name with --registry-host");
  }
}
