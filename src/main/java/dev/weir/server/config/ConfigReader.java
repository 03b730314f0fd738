package dev.weir.server.config;

import dev.weir.failure.FileProblem;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.schedule.CheckSettings;
import dev.weir.network.AddressRange;
import dev.weir.prune.PruneTimes;
import dev.weir.pullthrough.mirror.MirrorLimit;
import dev.weir.server.config.GivenSettings.Given;
import dev.weir.server.config.ServerConfig.Audit;
import dev.weir.server.config.ServerConfig.AuditTo;
import dev.weir.server.config.ServerConfig.CertificateSource;
import dev.weir.server.config.ServerConfig.Collection;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.ServerConfig.LogFormat;
import dev.weir.server.config.ServerConfig.LogLevel;
import dev.weir.server.config.ServerConfig.Mirror;
import dev.weir.server.config.ServerConfig.NoAudit;
import dev.weir.server.config.ServerConfig.OwnAuthority;
import dev.weir.server.config.ServerConfig.OwnWorkloads;
import dev.weir.server.config.ServerConfig.Pruning;
import dev.weir.server.config.ServerConfig.PublicAccess;
import dev.weir.server.config.ServerConfig.RegistryTls;
import dev.weir.server.config.ServerConfig.Source;
import dev.weir.server.config.ServerConfig.Upstream;
import dev.weir.server.config.ServerConfig.UpstreamAddresses;
import dev.weir.server.config.ServerConfig.Workloads;
import dev.weir.server.config.ServerConfig.WorkloadsElsewhere;
import dev.weir.streams.bounds.AllowedRegistries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes the configuration from flags, config file and environment, and reports all problems
 * together.
 */
public final class ConfigReader {
  private final List<String> problems = new ArrayList<>();
  private final GivenSettings given = new GivenSettings(problems);

  private ConfigReader() {}

  /**
   * Reads the configuration; flags win over the environment, the environment over the file.
   *
   * @param flags what the command line gave
   * @param configFile empty for none, or for that of {@code WEIR_CONFIG}
   * @param environment variables of the process
   * @throws ConfigException naming every problem
   */
  public static ServerConfig read(
      Map<Setting, String> flags, String configFile, Map<String, String> environment) {
    return readAll(flags, configFile, environment).server();
  }

  /** As {@link #read}, with what counts of each setting and who says so. */
  public static Configuration readAll(
      Map<Setting, String> flags, String configFile, Map<String, String> environment) {
    ConfigReader reader = new ConfigReader();
    reader.given.add(flags, configFile, environment);
    ServerConfig config = reader.whole(environment);
    return new Configuration(config, EffectiveSettings.of(reader.given, config));
  }

  /**
   * Reads what a file says, whatever the environment says of the same.
   *
   * @throws ConfigException naming every problem
   */
  public static ServerConfig readFirst(Path file, Map<String, String> environment) {
    ConfigReader reader = new ConfigReader();
    reader.given.addFirst(file, environment);
    return reader.whole(environment);
  }

  private ServerConfig whole(Map<String, String> environment) {
    ServerConfig config = config(environment);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  private ServerConfig config(Map<String, String> environment) {
    Path data = value(Setting.DATA, ConfigReader::path, defaultData(environment)).toAbsolutePath();
    return new ServerConfig(
        data,
        value(Setting.API, ListenAddress::parse),
        value(Setting.REGISTRY, ListenAddress::parse),
        value(Setting.REGISTRY_TLS, t -> Words.word(RegistryTls.class, t)),
        value(Setting.REGISTRY_HOST, RegistryHost::check, ""),
        publicAccess(),
        certificate(),
        value(Setting.HTPASSWD, t -> Optional.of(readableFile(t)), Optional.empty()),
        new Upstream(
            value(Setting.UPSTREAM_ADDRESSES, t -> Words.word(UpstreamAddresses.class, t)),
            value(Setting.UPSTREAM_CA, t -> List.of(readableFile(t)), List.of())),
        value(
            Setting.ALLOWED_REGISTRIES,
            t -> CommaList.of(t, AllowedRegistries.Entry::parse),
            List.of()),
        schedule(),
        value(Setting.IMPORT_LIMIT, TagLimit::parse),
        new Mirror(
            value(Setting.MIRROR_BLOBS, Words::isOn),
            value(
                Setting.MIRROR_LIMIT,
                t -> OptionalLong.of(MirrorLimit.parse(t)),
                OptionalLong.empty())),
        collection(),
        pruning(),
        value(Setting.SCRUB, CollectionReader::scrub),
        workloads(environment),
        value(Setting.LOG_FORMAT, t -> Words.word(LogFormat.class, t)),
        value(Setting.LOG_LEVEL, t -> Words.word(LogLevel.class, t)),
        value(Setting.AUDIT_LOG, ConfigReader::audit, new AuditTo(data.resolve("audit.log"))));
  }

  private CheckSettings schedule() {
    Duration least = value(Setting.LEAST_CHECK_INTERVAL, ScheduleReader::least);
    return new CheckSettings(
        value(
            Setting.CHECK_INTERVAL,
            t -> ScheduleReader.usual(t, least),
            CheckSettings.USUAL.usual()),
        least,
        value(Setting.CHECKS_PER_MINUTE, ScheduleReader::perMinute, OptionalInt.empty()));
  }

  private Collection collection() {
    Duration grace = value(Setting.GC_GRACE, CollectionReader::time);
    Duration lease = CollectionReader.longer(Collection.USUAL.pushLease(), grace);
    return new Collection(
        grace,
        value(Setting.PUSH_LEASE, t -> CollectionReader.pushLease(t, grace), lease),
        value(Setting.UNTAGGED_KEEP, CollectionReader::time));
  }

  private Pruning pruning() {
    List<Setting> details =
        List.of(Setting.PRUNE_KEEP_TAG_REVISIONS, Setting.PRUNE_KEEP_YOUNGER_THAN);
    if (!given.has(Setting.PRUNE_SCHEDULE)) {
      details.stream()
          .flatMap(setting -> Stream.ofNullable(given.get(setting)))
          .forEach(it -> problems.add(it.origin() + PruningReader.NEVER));
    }
    return new Pruning(
        value(Setting.PRUNE_SCHEDULE, t -> Optional.of(PruneTimes.parse(t)), Optional.empty()),
        value(details.getFirst(), PruningReader::revisions),
        value(details.getLast(), PruningReader::age));
  }

  private Workloads workloads(Map<String, String> environment) {
    List<Source> sources = value(Setting.WORKLOAD_SOURCES, WorkloadSettings::sources, List.of());
    if (!given.has(Setting.WORKLOADS)) {
      Given alone = given.get(Setting.WORKLOAD_SOURCES);
      if (alone != null) {
        problems.add(alone.origin() + " is about workloads elsewhere; --workloads says where");
      }
      return value(
          Setting.TRIGGER_WORKERS,
          text -> new OwnWorkloads(WorkloadSettings.workers(text)),
          OwnWorkloads.USUAL);
    }
    int workers =
        value(Setting.TRIGGER_WORKERS, WorkloadSettings::workers, WorkloadsElsewhere.USUAL_WORKERS);
    return value(
        Setting.WORKLOADS,
        text ->
            new WorkloadsElsewhere(WorkloadSettings.access(text, environment), sources, workers),
        OwnWorkloads.USUAL);
  }

  private PublicAccess publicAccess() {
    Optional<String> api =
        value(
            Setting.API_URL,
            t -> Optional.of(PublicUrl.check(t, Set.of("https"))),
            Optional.empty());
    Optional<String> registry =
        value(Setting.REGISTRY_URL, t -> Optional.of(registryUrl(t)), Optional.empty());
    return new PublicAccess(
        api,
        registry,
        value(Setting.TRUSTED_PROXIES, t -> CommaList.of(t, AddressRange::parse), List.of()));
  }

  /** Unless pull specs have a host of their own, they name the registry as clients reach it. */
  private String registryUrl(String text) {
    String url = PublicUrl.check(text, Set.of("https", "http"));
    if (!given.has(Setting.REGISTRY_HOST)) {
      String _ = RegistryHost.check(PublicUrl.authority(url));
    }
    return url;
  }

  private static Audit audit(String text) {
    if (text.equals("off")) {
      return new NoAudit();
    }
    Path file = path(text).toAbsolutePath();
    Path directory = file.getParent();
    if (directory == null || Files.isDirectory(file) || !Files.isDirectory(directory)) {
      throw new IllegalArgumentException("cannot write the file " + text);
    }
    return new AuditTo(file);
  }

  private Path defaultData(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    if (home.isEmpty() && !given.has(Setting.DATA)) {
      problems.add("no data directory: set --data, or WEIR_DATA or HOME in the environment");
    }
    return Path.of(home, ".local", "share", "weir");
  }

  private CertificateSource certificate() {
    boolean certificate = given.has(Setting.TLS_CERT);
    boolean key = given.has(Setting.TLS_KEY);
    if (certificate != key) {
      problems.add(
          certificate
              ? "--tls-cert needs --tls-key, the private key of the certificate"
              : "--tls-key needs --tls-cert, the certificate that the key belongs to");
    }
    Path none = Path.of("");
    Path certificateFile = value(Setting.TLS_CERT, ConfigReader::readableFile, none);
    Path keyFile = value(Setting.TLS_KEY, ConfigReader::readableFile, none);
    return certificate && key ? new GivenFiles(certificateFile, keyFile) : new OwnAuthority();
  }

  /** Of a setting whose default is a value like any other. */
  private <T> T value(Setting setting, Function<String, T> parse) {
    return valueOr(setting, parse, () -> parse.apply(setting.otherwise().value()));
  }

  private <T> T value(Setting setting, Function<String, T> parse, T otherwise) {
    return valueOr(setting, parse, () -> otherwise);
  }

  private <T> T valueOr(Setting setting, Function<String, T> parse, Supplier<T> otherwise) {
    Given found = given.get(setting);
    if (found == null) {
      return otherwise.get();
    }
    try {
      return parse.apply(found.value());
    } catch (IllegalArgumentException e) {
      problems.add(found.origin() + ": " + e.getMessage());
      return otherwise.get();
    }
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a directory is expected");
    }
    return Path.of(text);
  }

  private static Path readableFile(String text) {
    Path file = path(text);
    FileProblem.ofReading(file)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(
                  "cannot read the file %s: %s".formatted(text, why));
            });
    return file;
  }
}
