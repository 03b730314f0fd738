package dev.weir.server.config;

import java.util.Arrays;
import java.util.Optional;

/** The settings of a server: each is a flag of {@code weir serve} and a key of its config file. */
public enum Setting {
  DATA("data", "DIR", "where everything is kept (default: $WEIR_DATA or ~/.local/share/weir)"),
  API(
      "api",
      "HOST:PORT",
      "where the API listens, port 0 picks a free one (default: 127.0.0.1:8443)"),
  REGISTRY("registry", "HOST:PORT", "where the registry listens (default: 127.0.0.1:5000)"),
  REGISTRY_TLS(
      "registry-tls", "on|off|auto", "TLS for the registry; auto: plain HTTP on loopback only"),
  REGISTRY_HOST(
      "registry-host",
      "HOST[:PORT]",
      "how pull specs name the registry; kept after the first start (default: where it listens)"),
  REGISTRY_URL(
      "registry-url",
      "URL",
      "where clients reach the registry if that is not where it listens, such as"
          + " https://registry.example.com behind a proxy that ends TLS; clients log in there"),
  API_URL(
      "api-url",
      "URL",
      "where clients reach the API if that is not where it listens, such as"
          + " https://weir.example.com; clients log in there"),
  TRUSTED_PROXIES(
      "trusted-proxies",
      "CIDR,…",
      "addresses of proxies whose Forwarded and X-Forwarded-For, -Proto and -Host headers are"
          + " believed (default: nobody's)"),
  TLS_CERT("tls-cert", "FILE", "PEM certificate chain to use instead of Weir's own"),
  TLS_KEY("tls-key", "FILE", "PEM private key that belongs to --tls-cert"),
  UPSTREAM_ADDRESSES(
      "upstream-addresses",
      "private|public|auto",
      "whether imports may reach private and loopback addresses; auto: only while API and registry"
          + " listen on loopback"),
  UPSTREAM_CA("upstream-ca", "FILE", "PEM certificates to trust besides the JDK's when importing"),
  ALLOWED_REGISTRIES(
      "allowed-registries",
      "HOST[:PORT],…",
      "registries that image streams may point at and import from; * and ? stand for parts of a"
          + " name, http:// before one for no TLS (default: all)"),
  CHECK_INTERVAL(
      "check-interval",
      "TIME",
      "how often scheduled tags are looked at that say nothing else, such as 1h; a stream or tag"
          + " says so by the annotation weir.dev/check-interval (default: 15m)"),
  LEAST_CHECK_INTERVAL(
      "least-check-interval",
      "TIME",
      "no scheduled tag is looked at more often, whatever it says, at least 1s (default: 1m)"),
  CHECKS_PER_MINUTE(
      "checks-per-minute",
      "N",
      "most looks at scheduled tags that begin in a minute, of all together; what is due beyond"
          + " that waits for its turn (default: no limit)"),
  IMPORT_LIMIT(
      "import-limit",
      "N",
      "most tags that one import of a repository brings, the newest versions first; -1: all"
          + " (default: 50)"),
  MIRROR_BLOBS(
      "mirror-blobs",
      "on|off",
      "whether what was pulled through from other registries is kept, in mirror in the data"
          + " directory (default: on)"),
  MIRROR_LIMIT(
      "mirror-limit",
      "SIZE",
      "most that is kept of other registries, such as 50Gi: what was pulled least recently goes"
          + " first, and nothing that workloads use (default: no limit, and a warning once the disk"
          + " is 80 % full)"),
  GC_GRACE(
      "gc-grace",
      "TIME",
      "how long what nothing holds any more stays at least before it is taken from the disk, at"
          + " least 1s (default: 1h)"),
  PUSH_LEASE(
      "push-lease",
      "TIME",
      "how long a blob stays of which somebody who pushes was told that it is there, until their"
          + " manifest comes; uploads that rest go as soon; at least --gc-grace (default: 24h, or"
          + " --gc-grace if that is longer)"),
  UNTAGGED_KEEP(
      "untagged-keep",
      "TIME",
      "how long a manifest that was pushed by its digest and has no tag stays after it was last"
          + " pushed or pulled, at least 1s (default: 7d)"),
  PRUNE_SCHEDULE(
      "prune-schedule",
      "TIMES",
      "when old events leave the histories of tags, as weir adm prune images takes them: five"
          + " fields of cron in UTC, such as \"0 0 * * *\", or a time such as 6h (default: never)"),
  PRUNE_KEEP_TAG_REVISIONS(
      "prune-keep-tag-revisions",
      "N",
      "with --prune-schedule: events that stay of each tag (default: 3)"),
  PRUNE_KEEP_YOUNGER_THAN(
      "prune-keep-younger-than",
      "TIME",
      "with --prune-schedule: younger events stay, and all of younger streams (default: 60m)"),
  SCRUB(
      "scrub",
      "TIME|off",
      "in which time all blobs are compared with their digests once, a little each day, at least 1h"
          + " (default: 30d)"),
  WORKLOADS(
      "workloads",
      "FILE|in-cluster",
      "another API server whose workloads follow the tags of this one, as the kubeconfig FILE or"
          + " the pod's own service account reaches it (default: this server's own workloads)"),
  WORKLOAD_SOURCES(
      "workload-sources",
      "NAMESPACE=PROJECT,…",
      "with --workloads: projects whose tags the workloads of a namespace of another name may"
          + " follow; * is every namespace (default: a namespace follows the project of its name)"),
  TRIGGER_WORKERS(
      "trigger-workers",
      "N",
      "most objects that are moved at once because their tags moved, from 1 to 100 (default: 2; 8"
          + " with --workloads)"),
  LOG_FORMAT("log-format", "text|json", "form of the log on standard error (default: text)"),
  AUDIT_LOG(
      "audit-log",
      "FILE|off",
      "who changed what, was refused or logged in; 50 MB and five older files (default: audit.log"
          + " in the data directory)");

  private final String key;
  private final String valueLabel;
  private final String description;

  Setting(String key, String valueLabel, String description) {
    this.key = key;
    this.valueLabel = valueLabel;
    this.description = description;
  }

  /** Name in the config file; the flag has two dashes before it. */
  String key() {
    return key;
  }

  public String flag() {
    return "--" + key;
  }

  public String valueLabel() {
    return valueLabel;
  }

  public String description() {
    return description;
  }

  public static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }
}
