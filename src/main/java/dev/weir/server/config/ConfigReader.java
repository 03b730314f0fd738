package dev.weir.server.config;

import dev.weir.failure.FileProblem;
import dev.weir.failure.TextProblem;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.schedule.CheckSettings;
import dev.weir.network.AddressRange;
import dev.weir.prune.PruneRules;
import dev.weir.prune.PruneTimes;
import dev.weir.pullthrough.mirror.MirrorLimit;
import dev.weir.resource.Yaml;
import dev.weir.server.config.ServerConfig.Audit;
import dev.weir.server.config.ServerConfig.AuditTo;
import dev.weir.server.config.ServerConfig.CertificateSource;
import dev.weir.server.config.ServerConfig.Collection;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.ServerConfig.LogFormat;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the configuration from flags, config file and environment, and reports all problems
 * together.
 */
public final class ConfigReader {
  private static final Set<Setting> LISTS =
      EnumSet.of(Setting.ALLOWED_REGISTRIES, Setting.TRUSTED_PROXIES, Setting.WORKLOAD_SOURCES);

  private final List<String> problems = new ArrayList<>();
  private final Map<Setting, Given> given = new EnumMap<>(Setting.class);

  private ConfigReader() {}

  /** A value and where it was written, for messages. */
  private record Given(String value, String origin) {}

  /**
   * Reads the configuration; flags win over the file, the file over the environment.
   *
   * @param flags what the command line gave
   * @param configFile empty for none
   * @param environment variables {@code WEIR_DATA} and {@code HOME}
   * @throws ConfigException naming every problem
   */
  public static ServerConfig read(
      Map<Setting, String> flags, String configFile, Map<String, String> environment) {
    ConfigReader reader = new ConfigReader();
    if (!configFile.isEmpty()) {
      reader.addFile(Path.of(configFile));
    }
    flags.forEach((setting, value) -> reader.given.put(setting, new Given(value, setting.flag())));
    ServerConfig config = reader.config(environment);
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(reader.problems);
    }
    return config;
  }

  private void addFile(Path file) {
    try {
      JsonNode root = Yaml.parse(Files.readAllBytes(file));
      if (root instanceof ObjectNode settings) {
        settings.forEachEntry((key, value) -> addKey(file, key, value));
      } else if (!root.isMissingNode() && !root.isNull()) {
        problems.add(file + ": expected a mapping of settings, such as \"api: 127.0.0.1:8443\"");
      }
    } catch (IOException e) {
      problems.add("--config: cannot read " + file + ": " + FileProblem.words(e));
    } catch (JacksonException e) {
      problems.add(file + ": no YAML: it cannot be read at " + TextProblem.place(e));
    }
  }

  private void addKey(Path file, String key, JsonNode value) {
    Optional<Setting> setting = Setting.of(key);
    if (setting.isEmpty()) {
      problems.add(file + ": unknown key \"" + key + "\"; known keys: " + knownKeys());
    } else if (LISTS.contains(setting.get())
        && value.isArray()
        && value.valueStream().allMatch(JsonNode::isString)) {
      String all = value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
      given.put(setting.get(), new Given(all, file + ": " + key));
    } else if (!value.isValueNode() || value.isNull()) {
      problems.add(file + ": " + key + ": expected one value");
    } else {
      given.put(setting.get(), new Given(value.asString(), file + ": " + key));
    }
  }

  private static String knownKeys() {
    return Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
  }

  private ServerConfig config(Map<String, String> environment) {
    Path data = value(Setting.DATA, ConfigReader::path, defaultData(environment)).toAbsolutePath();
    return new ServerConfig(
        data,
        value(Setting.API, ListenAddress::parse, new ListenAddress("127.0.0.1", 8443)),
        value(Setting.REGISTRY, ListenAddress::parse, new ListenAddress("127.0.0.1", 5000)),
        value(Setting.REGISTRY_TLS, t -> Words.word(RegistryTls.class, t), RegistryTls.AUTO),
        value(Setting.REGISTRY_HOST, RegistryHost::check, ""),
        publicAccess(),
        certificate(),
        new Upstream(
            value(
                Setting.UPSTREAM_ADDRESSES,
                t -> Words.word(UpstreamAddresses.class, t),
                UpstreamAddresses.AUTO),
            value(Setting.UPSTREAM_CA, t -> List.of(readableFile(t)), List.of())),
        value(
            Setting.ALLOWED_REGISTRIES,
            t -> CommaList.of(t, AllowedRegistries.Entry::parse),
            List.of()),
        schedule(),
        value(Setting.IMPORT_LIMIT, TagLimit::parse, TagLimit.USUAL),
        new Mirror(
            value(Setting.MIRROR_BLOBS, Words::isOn, true),
            value(
                Setting.MIRROR_LIMIT,
                t -> OptionalLong.of(MirrorLimit.parse(t)),
                OptionalLong.empty())),
        collection(),
        pruning(),
        value(Setting.SCRUB, CollectionReader::scrub, Optional.of(ServerConfig.USUAL_SCRUB)),
        workloads(environment),
        value(Setting.LOG_FORMAT, t -> Words.word(LogFormat.class, t), LogFormat.TEXT),
        value(Setting.AUDIT_LOG, ConfigReader::audit, new AuditTo(data.resolve("audit.log"))));
  }

  private CheckSettings schedule() {
    CheckSettings none = CheckSettings.USUAL;
    Duration least = value(Setting.LEAST_CHECK_INTERVAL, ScheduleReader::least, none.least());
    return new CheckSettings(
        value(Setting.CHECK_INTERVAL, t -> ScheduleReader.usual(t, least), none.usual()),
        least,
        value(Setting.CHECKS_PER_MINUTE, ScheduleReader::perMinute, none.perMinute()));
  }

  private Collection collection() {
    Collection none = Collection.USUAL;
    Duration grace = value(Setting.GC_GRACE, CollectionReader::time, none.grace());
    Duration lease = CollectionReader.longer(none.pushLease(), grace);
    return new Collection(
        grace,
        value(Setting.PUSH_LEASE, t -> CollectionReader.pushLease(t, grace), lease),
        value(Setting.UNTAGGED_KEEP, CollectionReader::time, none.untaggedKeep()));
  }

  private Pruning pruning() {
    List<Setting> details =
        List.of(Setting.PRUNE_KEEP_TAG_REVISIONS, Setting.PRUNE_KEEP_YOUNGER_THAN);
    if (!given.containsKey(Setting.PRUNE_SCHEDULE)) {
      details.stream()
          .flatMap(setting -> Stream.ofNullable(given.get(setting)))
          .forEach(it -> problems.add(it.origin() + PruningReader.NEVER));
    }
    return new Pruning(
        value(Setting.PRUNE_SCHEDULE, t -> Optional.of(PruneTimes.parse(t)), Optional.empty()),
        value(details.getFirst(), PruningReader::revisions, PruneRules.USUAL_REVISIONS),
        value(details.getLast(), PruningReader::age, PruneRules.USUAL_AGE));
  }

  private Workloads workloads(Map<String, String> environment) {
    List<Source> sources = value(Setting.WORKLOAD_SOURCES, WorkloadSettings::sources, List.of());
    if (!given.containsKey(Setting.WORKLOADS)) {
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
    if (!given.containsKey(Setting.REGISTRY_HOST)) {
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
    String data = environment.getOrDefault("WEIR_DATA", "");
    String home = environment.getOrDefault("HOME", "");
    if (!data.isEmpty()) {
      return Path.of(data);
    }
    if (home.isEmpty() && !given.containsKey(Setting.DATA)) {
      problems.add("no data directory: set --data, or WEIR_DATA or HOME in the environment");
    }
    return Path.of(home, ".local", "share", "weir");
  }

  private CertificateSource certificate() {
    boolean certificate = given.containsKey(Setting.TLS_CERT);
    boolean key = given.containsKey(Setting.TLS_KEY);
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

  private <T> T value(Setting setting, Function<String, T> parse, T otherwise) {
    Given found = given.get(setting);
    if (found == null) {
      return otherwise;
    }
    try {
      return parse.apply(found.value());
    } catch (IllegalArgumentException e) {
      problems.add(found.origin() + ": " + e.getMessage());
      return otherwise;
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
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException("cannot read the file " + text);
    }
    return file;
  }
}
