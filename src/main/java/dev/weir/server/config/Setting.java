package dev.weir.server.config;

import static dev.weir.server.config.SettingDefault.is;
import static dev.weir.server.config.SettingDefault.none;
import static dev.weir.server.config.SettingDefault.told;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a server: each is a flag of {@code weir serve}, a variable of its environment and
 * a key of its config file. All that is said of one anywhere stands here, and only here.
 */
public enum Setting {
  DATA(
      "data",
      ValueType.DIRECTORY,
      "DIR",
      told("~/.local/share/weir"),
      "/var/lib/weir",
      "where everything is kept"),
  API(
      "api",
      ValueType.ADDRESS,
      "HOST:PORT",
      is("127.0.0.1:8443"),
      "0.0.0.0:8443",
      "where the API listens, port 0 picks a free one"),
  REGISTRY(
      "registry",
      ValueType.ADDRESS,
      "HOST:PORT",
      is("127.0.0.1:5000"),
      "0.0.0.0:5000",
      "where the registry listens"),
  REGISTRY_TLS(
      "registry-tls",
      ValueType.WORD,
      "on|off|auto",
      is("auto"),
      "on",
      "TLS for the registry; auto: plain HTTP on loopback only"),
  REGISTRY_HOST(
      "registry-host",
      ValueType.HOST,
      "HOST[:PORT]",
      told("where it listens"),
      "registry.example.com",
      "how pull specs name the registry; kept after the first start"),
  REGISTRY_URL(
      "registry-url",
      ValueType.URL,
      "URL",
      none(),
      "https://registry.example.com",
      "where clients reach the registry if that is not where it listens, such as"
          + " https://registry.example.com behind a proxy that ends TLS; clients log in there"),
  API_URL(
      "api-url",
      ValueType.URL,
      "URL",
      none(),
      "https://weir.example.com",
      "where clients reach the API if that is not where it listens, such as"
          + " https://weir.example.com; clients log in there"),
  TRUSTED_PROXIES(
      "trusted-proxies",
      ValueType.LIST,
      "CIDR,…",
      told("nobody's"),
      "10.0.0.0/8,127.0.0.1",
      "addresses of proxies whose Forwarded and X-Forwarded-For, -Proto and -Host headers are"
          + " believed"),
  TLS_CERT(
      "tls-cert",
      ValueType.FILE,
      "FILE",
      none(),
      "/etc/weir/tls.crt",
      "PEM certificate chain to use instead of Weir's own"),
  TLS_KEY(
      "tls-key",
      ValueType.FILE,
      "FILE",
      none(),
      "/etc/weir/tls.key",
      "PEM private key that belongs to --tls-cert"),
  HTPASSWD(
      "htpasswd",
      ValueType.FILE,
      "FILE",
      told("users.htpasswd in the data directory"),
      "/etc/weir/users.htpasswd",
      "local users and their passwords, as the tool htpasswd -B writes them; read again when it"
          + " changes; backups take along only that of the data directory"),
  UPSTREAM_ADDRESSES(
      "upstream-addresses",
      ValueType.WORD,
      "private|public|auto",
      is("auto"),
      "private",
      "whether imports may reach private and loopback addresses; auto: only while API and registry"
          + " listen on loopback"),
  UPSTREAM_CA(
      "upstream-ca",
      ValueType.FILE,
      "FILE",
      none(),
      "/etc/weir/company-ca.crt",
      "PEM certificates to trust besides the JDK's when importing"),
  ALLOWED_REGISTRIES(
      "allowed-registries",
      ValueType.LIST,
      "HOST[:PORT],…",
      told("all"),
      "quay.io,*.example.com",
      "registries that image streams may point at and import from; * and ? stand for parts of a"
          + " name, http:// before one for no TLS"),
  CHECK_INTERVAL(
      "check-interval",
      ValueType.TIME,
      "TIME",
      is("15m"),
      "1h",
      "how often scheduled tags are looked at that say nothing else, such as 1h; a stream or tag"
          + " says so by the annotation weir.dev/check-interval"),
  LEAST_CHECK_INTERVAL(
      "least-check-interval",
      ValueType.TIME,
      "TIME",
      is("1m"),
      "5m",
      "no scheduled tag is looked at more often, whatever it says, at least 1s"),
  CHECKS_PER_MINUTE(
      "checks-per-minute",
      ValueType.NUMBER,
      "N",
      told("no limit"),
      "600",
      "most looks at scheduled tags that begin in a minute, of all together; what is due beyond"
          + " that waits for its turn"),
  IMPORT_LIMIT(
      "import-limit",
      ValueType.NUMBER,
      "N",
      is("50"),
      "200",
      "most tags that one import of a repository brings, the newest versions first; -1: all"),
  MIRROR_BLOBS(
      "mirror-blobs",
      ValueType.WORD,
      "on|off",
      is("on"),
      "off",
      "whether what was pulled through from other registries is kept, in mirror in the data"
          + " directory"),
  MIRROR_LIMIT(
      "mirror-limit",
      ValueType.SIZE,
      "SIZE",
      told("no limit, and a warning once the disk is 80 % full"),
      "50Gi",
      "most that is kept of other registries, such as 50Gi: what was pulled least recently goes"
          + " first, and nothing that workloads use"),
  GC_GRACE(
      "gc-grace",
      ValueType.TIME,
      "TIME",
      is("1h"),
      "2h",
      "how long what nothing holds any more stays at least before it is taken from the disk, at"
          + " least 1s"),
  PUSH_LEASE(
      "push-lease",
      ValueType.TIME,
      "TIME",
      told("24h, or --gc-grace if that is longer"),
      "48h",
      "how long a blob stays of which somebody who pushes was told that it is there, until their"
          + " manifest comes; uploads that rest go as soon; at least --gc-grace"),
  UNTAGGED_KEEP(
      "untagged-keep",
      ValueType.TIME,
      "TIME",
      is("7d"),
      "30d",
      "how long a manifest that was pushed by its digest and has no tag stays after it was last"
          + " pushed or pulled, at least 1s"),
  PRUNE_SCHEDULE(
      "prune-schedule",
      ValueType.SCHEDULE,
      "TIMES",
      told("never"),
      "0 0 * * *",
      "when old events leave the histories of tags, as weir adm prune images takes them: five"
          + " fields of cron in UTC, such as \"0 0 * * *\", or a time such as 6h"),
  PRUNE_KEEP_TAG_REVISIONS(
      "prune-keep-tag-revisions",
      ValueType.NUMBER,
      "N",
      is("3"),
      "10",
      "with --prune-schedule: events that stay of each tag"),
  PRUNE_KEEP_YOUNGER_THAN(
      "prune-keep-younger-than",
      ValueType.TIME,
      "TIME",
      is("60m"),
      "7d",
      "with --prune-schedule: younger events stay, and all of younger streams"),
  SCRUB(
      "scrub",
      ValueType.TIME,
      "TIME|off",
      is("30d"),
      "off",
      "in which time all blobs are compared with their digests once, a little each day, at least"
          + " 1h"),
  WORKLOADS(
      "workloads",
      ValueType.FILE,
      "FILE|in-cluster",
      told("this server's own workloads"),
      "in-cluster",
      "another API server whose workloads follow the tags of this one, as the kubeconfig FILE or"
          + " the pod's own service account reaches it"),
  WORKLOAD_SOURCES(
      "workload-sources",
      ValueType.LIST,
      "NAMESPACE=PROJECT,…",
      told("a namespace follows the project of its name"),
      "shop=base,*=tools",
      "with --workloads: projects whose tags the workloads of a namespace of another name may"
          + " follow; * is every namespace"),
  TRIGGER_WORKERS(
      "trigger-workers",
      ValueType.NUMBER,
      "N",
      told("2; 8 with --workloads"),
      "4",
      "most objects that are moved at once because their tags moved, and most deployment configs"
          + " that are rolled out at once, from 1 to 100"),
  LOG_FORMAT(
      "log-format",
      ValueType.WORD,
      "text|json",
      is("text"),
      "json",
      "form of the log on standard error"),
  LOG_LEVEL(
      "log-level",
      ValueType.WORD,
      "error|warn|info|debug",
      is("info"),
      "warn",
      "what the log tells at least; debug also tells where failures come from that nobody foresaw"),
  AUDIT_LOG(
      "audit-log",
      ValueType.FILE,
      "FILE|off",
      told("audit.log in the data directory"),
      "/var/log/weir/audit.log",
      "who changed what, was refused or logged in; 50 MB and five older files");

  private static final String VARIABLE_PREFIX = "WEIR_";

  private static final Set<Setting> RELOADED =
      EnumSet.of(TLS_CERT, TLS_KEY, ALLOWED_REGISTRIES, LOG_LEVEL);

  private final String key;
  private final ValueType type;
  private final String valueLabel;
  private final SettingDefault otherwise;
  private final String example;
  private final String meaning;

  Setting(
      String key,
      ValueType type,
      String valueLabel,
      SettingDefault otherwise,
      String example,
      String meaning) {
    this.key = key;
    this.type = type;
    this.valueLabel = valueLabel;
    this.otherwise = otherwise;
    this.example = example;
    this.meaning = meaning;
  }

  /** Name in the config file; the flag has two dashes before it. */
  public String key() {
    return key;
  }

  public String flag() {
    return "--" + key;
  }

  /** Its variable in the environment, such as {@code WEIR_REGISTRY_HOST}. */
  public String variable() {
    return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  ValueType type() {
    return type;
  }

  public String valueLabel() {
    return valueLabel;
  }

  /** What counts if nobody says anything. */
  SettingDefault otherwise() {
    return otherwise;
  }

  /** A value that somebody might give. */
  String example() {
    return example;
  }

  /** What it is for, without what counts otherwise. */
  String meaning() {
    return meaning;
  }

  /** What it is for, and what counts otherwise. */
  public String description() {
    return otherwise.words().isEmpty()
        ? meaning
        : meaning + " (default: " + otherwise.words() + ")";
  }

  /** Whether a running server takes a new value on SIGHUP. */
  public boolean isReloaded() {
    return RELOADED.contains(this);
  }

  public static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }
}
