package dev.weir.server.config;

import dev.weir.cluster.ClusterAccess;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.schedule.CheckSettings;
import dev.weir.network.AddressRange;
import dev.weir.prune.PruneRules;
import dev.weir.prune.PruneTimes;
import dev.weir.streams.bounds.AllowedRegistries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a server shall run, complete and valid.
 *
 * @param registryHost how pull specs name the registry, {@code host[:port]}; empty: the one kept
 *     from an earlier start, else where the registry listens
 * @param htpasswd local users; empty: those of the file in the data directory
 * @param allowedRegistries none: all are allowed
 * @param schedule how tags that follow other registries are looked at
 * @param importLimit of each import of a repository
 * @param scrub in which time all blobs are compared with their digests; empty if they are not
 */
public record ServerConfig(
    Path data,
    ListenAddress api,
    ListenAddress registry,
    RegistryTls registryTls,
    String registryHost,
    PublicAccess publicAccess,
    CertificateSource certificate,
    Optional<Path> htpasswd,
    Upstream upstream,
    List<AllowedRegistries.Entry> allowedRegistries,
    CheckSettings schedule,
    TagLimit importLimit,
    Mirror mirror,
    Collection collection,
    Pruning pruning,
    Optional<Duration> scrub,
    Workloads workloads,
    LogFormat logFormat,
    LogLevel logLevel,
    Audit audit) {
  /** In which all blobs are compared with their digests once. */
  public static final Duration USUAL_SCRUB = Duration.ofDays(30);

  public ServerConfig {
    allowedRegistries = List.copyOf(allowedRegistries);
  }

  /**
   * How clients elsewhere reach the server.
   *
   * @param api {@code https://host[:port]}; empty: where it listens
   * @param registry {@code http(s)://host[:port]}; empty: where it listens
   * @param proxies addresses of those who are believed when they say for whom they ask
   */
  public record PublicAccess(
      Optional<String> api, Optional<String> registry, List<AddressRange> proxies) {
    public static final PublicAccess NONE =
        new PublicAccess(Optional.empty(), Optional.empty(), List.of());

    public PublicAccess {
      proxies = List.copyOf(proxies);
    }
  }

  /** How pull specs shall name the registry; empty if nobody said so. */
  public String askedRegistryHost() {
    return registryHost.isEmpty()
        ? publicAccess.registry().map(PublicUrl::authority).orElse("")
        : registryHost;
  }

  /** Whose workloads follow tags. */
  public sealed interface Workloads {
    /** Most of them that are moved at once. */
    int workers();
  }

  /** Those of this server. */
  public record OwnWorkloads(int workers) implements Workloads {
    /** Each move is some microseconds. */
    public static final OwnWorkloads USUAL = new OwnWorkloads(2);
  }

  /**
   * Those of another server; the namespace of a workload names the project that it may follow.
   *
   * @param sources what else may be followed
   */
  public record WorkloadsElsewhere(ClusterAccess access, List<Source> sources, int workers)
      implements Workloads {
    /** Each move is a way through a network, there and back. */
    public static final int USUAL_WORKERS = 8;

    public WorkloadsElsewhere {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Workloads of a namespace may follow the tags of a project.
   *
   * @param namespace {@code *} for every one
   */
  public record Source(String namespace, String project) {
    public boolean covers(String workload, String stream) {
      return (namespace.equals("*") || namespace.equals(workload)) && project.equals(stream);
    }
  }

  /** Where to write down who did what. */
  public sealed interface Audit {}

  /** Nowhere. */
  public record NoAudit() implements Audit {}

  /** To this file and older ones beside it. */
  public record AuditTo(Path file) implements Audit {}

  /** Whether the registry speaks TLS. */
  public enum RegistryTls {
    ON,
    OFF,
    /** Plain HTTP on loopback, TLS elsewhere. */
    AUTO
  }

  /** Where the server's certificate comes from. */
  public sealed interface CertificateSource {}

  /** Weir's own authority signs it. */
  public record OwnAuthority() implements CertificateSource {}

  /** PEM files of the user: the chain, server certificate first, and its key. */
  public record GivenFiles(Path certificate, Path key) implements CertificateSource {}

  /**
   * How other registries are reached.
   *
   * @param authorities PEM files of certificates to trust besides the JDK's
   */
  public record Upstream(UpstreamAddresses addresses, List<Path> authorities) {
    public Upstream {
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * What is kept of other registries.
   *
   * @param keepsBlobs whether what was pulled through stays
   * @param limit most bytes that stay; empty if there is no bound
   */
  public record Mirror(boolean keepsBlobs, OptionalLong limit) {}

  /**
   * When what nobody needs goes.
   *
   * @param grace how long what nothing holds stays at least
   * @param pushLease how long what somebody who pushes was told of stays, until a manifest takes it
   *     up; not shorter than the grace
   * @param untaggedKeep how long a manifest without a tag stays after its last push or pull
   */
  public record Collection(Duration grace, Duration pushLease, Duration untaggedKeep) {
    public static final Collection USUAL =
        new Collection(Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7));
  }

  /**
   * Pruning without anybody asking.
   *
   * @param times empty: never
   */
  public record Pruning(
      Optional<PruneTimes> times, int keepTagRevisions, Duration keepYoungerThan) {
    public static final Pruning NEVER =
        new Pruning(Optional.empty(), PruneRules.USUAL_REVISIONS, PruneRules.USUAL_AGE);
  }

  /** Which addresses imports may reach; link-local and metadata addresses never. */
  public enum UpstreamAddresses {
    PRIVATE,
    PUBLIC,
    /** Private ones only while nobody else can reach this server. */
    AUTO
  }

  public enum LogFormat {
    TEXT,
    JSON
  }

  /** What the log tells at least. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  public boolean registrySpeaksTls() {
    return switch (registryTls) {
      case ON -> true;
      case OFF -> false;
      case AUTO -> !registry.isLoopback();
    };
  }

  /** Whether imports may reach loopback and private addresses. */
  public boolean reachesPrivateAddresses() {
    return switch (upstream.addresses()) {
      case PRIVATE -> true;
      case PUBLIC -> false;
      case AUTO -> api.isLoopback() && registry.isLoopback();
    };
  }
}
