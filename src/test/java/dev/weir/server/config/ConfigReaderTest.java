package dev.weir.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.schedule.CheckSettings;
import dev.weir.network.AddressRange;
import dev.weir.prune.PruneTimes;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.ServerConfig.LogFormat;
import dev.weir.server.config.ServerConfig.LogLevel;
import dev.weir.server.config.ServerConfig.OwnAuthority;
import dev.weir.server.config.ServerConfig.RegistryTls;
import dev.weir.server.config.ServerConfig.Upstream;
import dev.weir.server.config.ServerConfig.UpstreamAddresses;
import dev.weir.streams.bounds.AllowedRegistries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private static final Map<String, String> HOME = Map.of("HOME", "/home/ann");

  @TempDir private Path directory;

  private static ServerConfig read(Map<Setting, String> flags) {
    return ConfigReader.read(flags, "", HOME);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void hasTheDocumentedDefaults() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new ServerConfig(
                Path.of("/home/ann/.local/share/weir"),
                new ListenAddress("127.0.0.1", 8443),
                new ListenAddress("127.0.0.1", 5000),
                RegistryTls.AUTO,
                "",
                ServerConfig.PublicAccess.NONE,
                new OwnAuthority(),
                Optional.empty(),
                new Upstream(UpstreamAddresses.AUTO, List.of()),
                List.of(),
                new CheckSettings(
                    Duration.ofMinutes(15), Duration.ofMinutes(1), OptionalInt.empty()),
                new TagLimit(50),
                new ServerConfig.Mirror(true, OptionalLong.empty()),
                new ServerConfig.Collection(
                    Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7)),
                new ServerConfig.Pruning(Optional.empty(), 3, Duration.ofMinutes(60)),
                Optional.of(Duration.ofDays(30)),
                ServerConfig.OwnWorkloads.USUAL,
                LogFormat.TEXT,
                LogLevel.INFO,
                new ServerConfig.AuditTo(Path.of("/home/ann/.local/share/weir/audit.log"))));
  }

  @Test
  void takesAllowedRegistriesAsAListOrAsOneText() throws IOException {
    Path list = file("list.yaml", "allowed-registries: [quay.io, 'http://*.example.org:5000']\n");
    Path text = file("text.yaml", "allowed-registries: quay.io,http://*.example.org:5000\n");
    ServerConfig read = ConfigReader.read(Map.of(), list.toString(), HOME);
    assertThat(read.allowedRegistries())
        .containsExactly(
            AllowedRegistries.Entry.parse("quay.io:443"),
            AllowedRegistries.Entry.parse("*.example.org:5000"));
    assertThat(ConfigReader.read(Map.of(), text.toString(), HOME)).isEqualTo(read);
  }

  /** A value for each setting but those of workloads, which exclude each other. */
  private static Map<Setting, String> everything(Path certificate, Path key) {
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    all.put(Setting.DATA, "/srv/data");
    all.put(Setting.API, "[::1]:0");
    all.put(Setting.REGISTRY, ":5001");
    all.put(Setting.REGISTRY_TLS, "on");
    all.put(Setting.REGISTRY_HOST, "Registry.example:5001");
    all.put(Setting.REGISTRY_URL, "https://Registry.example:444/");
    all.put(Setting.API_URL, "https://weir.example");
    all.put(Setting.TRUSTED_PROXIES, "10.0.0.0/8,::1");
    all.put(Setting.TLS_CERT, certificate.toString());
    all.put(Setting.TLS_KEY, key.toString());
    all.put(Setting.HTPASSWD, certificate.toString());
    all.put(Setting.UPSTREAM_ADDRESSES, "public");
    all.put(Setting.UPSTREAM_CA, certificate.toString());
    all.put(Setting.ALLOWED_REGISTRIES, "quay.io");
    all.put(Setting.CHECK_INTERVAL, "1.5d");
    all.put(Setting.LEAST_CHECK_INTERVAL, "1s");
    all.put(Setting.CHECKS_PER_MINUTE, "600");
    all.put(Setting.IMPORT_LIMIT, "-1");
    all.put(Setting.MIRROR_BLOBS, "off");
    all.put(Setting.MIRROR_LIMIT, "10Gi");
    all.put(Setting.GC_GRACE, "1s");
    all.put(Setting.PUSH_LEASE, "1.5h");
    all.put(Setting.UNTAGGED_KEEP, "30d");
    all.put(Setting.PRUNE_SCHEDULE, "0 0 * * *");
    all.put(Setting.PRUNE_KEEP_TAG_REVISIONS, "0");
    all.put(Setting.PRUNE_KEEP_YOUNGER_THAN, "24h");
    all.put(Setting.SCRUB, "off");
    all.put(Setting.TRIGGER_WORKERS, "100");
    all.put(Setting.LOG_FORMAT, "json");
    all.put(Setting.LOG_LEVEL, "warn");
    all.put(Setting.AUDIT_LOG, "off");
    return all;
  }

  private static ServerConfig readOf(Path certificate, Path key) {
    return new ServerConfig(
        Path.of("/srv/data"),
        new ListenAddress("::1", 0),
        new ListenAddress("0.0.0.0", 5001),
        RegistryTls.ON,
        "registry.example:5001",
        new ServerConfig.PublicAccess(
            Optional.of("https://weir.example"),
            Optional.of("https://registry.example:444"),
            List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1"))),
        new GivenFiles(certificate, key),
        Optional.of(certificate),
        new Upstream(UpstreamAddresses.PUBLIC, List.of(certificate)),
        List.of(AllowedRegistries.Entry.parse("quay.io")),
        new CheckSettings(Duration.ofHours(36), Duration.ofSeconds(1), OptionalInt.of(600)),
        new TagLimit(TagLimit.ALL),
        new ServerConfig.Mirror(false, OptionalLong.of(10L << 30)),
        new ServerConfig.Collection(
            Duration.ofSeconds(1), Duration.ofMinutes(90), Duration.ofDays(30)),
        new ServerConfig.Pruning(Optional.of(PruneTimes.parse("0 0 * * *")), 0, Duration.ofDays(1)),
        Optional.empty(),
        new ServerConfig.OwnWorkloads(100),
        LogFormat.JSON,
        LogLevel.WARN,
        new ServerConfig.NoAudit());
  }

  @Test
  void everySettingIsAKeyOfTheFileAVariableAndAFlag() throws IOException {
    Path certificate = file("cert.pem", "");
    Path key = file("key.pem", "");
    Map<Setting, String> all = everything(certificate, key);
    assertThat(EnumSet.complementOf(EnumSet.copyOf(all.keySet())))
        .containsExactlyInAnyOrder(Setting.WORKLOADS, Setting.WORKLOAD_SOURCES);
    Map<String, String> variables = new HashMap<>();
    StringBuilder yaml = new StringBuilder();
    all.forEach((setting, value) -> variables.put(setting.variable(), value));
    all.forEach((setting, value) -> yaml.append("%s: \"%s\"\n".formatted(setting.key(), value)));
    Path config = file("weir.yaml", yaml.toString());

    ServerConfig expected = readOf(certificate, key);
    assertThat(read(all)).isEqualTo(expected);
    assertThat(ConfigReader.read(Map.of(), config.toString(), HOME)).isEqualTo(expected);
    assertThat(ConfigReader.read(Map.of(), "", variables)).isEqualTo(expected);
  }

  @Test
  void yamlsOwnKindsOfValuesAreTakenAsTheyAreWritten() throws IOException {
    Path config =
        file(
            "weir.yaml",
            """
            registry: :5001
            registry-tls: on
            mirror-blobs: off
            scrub: off
            trusted-proxies: [10.0.0.0/8, "::1"]
            checks-per-minute: 600
            import-limit: -1
            prune-schedule: 0 0 * * *
            """);
    ServerConfig read = ConfigReader.read(Map.of(), config.toString(), HOME);
    assertThat(read.registry()).hasToString("0.0.0.0:5001");
    assertThat(read.registryTls()).isEqualTo(RegistryTls.ON);
    assertThat(read.mirror().keepsBlobs()).isFalse();
    assertThat(read.scrub()).isEmpty();
    assertThat(read.publicAccess().proxies()).hasSize(2);
    assertThat(read.schedule().perMinute()).hasValue(600);
    assertThat(read.importLimit()).isEqualTo(new TagLimit(TagLimit.ALL));
    assertThat(read.pruning().times()).contains(PruneTimes.parse("0 0 * * *"));
  }

  /** Each is a value that somebody might copy. */
  @Test
  void examplesAreGoodValuesOfTheirSettings() throws IOException {
    Path pem = file("any.pem", "");
    Map<Setting, String> examples = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      examples.put(setting, setting.type() == ValueType.FILE ? pem.toString() : setting.example());
    }
    examples.remove(Setting.WORKLOADS);
    examples.remove(Setting.WORKLOAD_SOURCES);
    ServerConfig read = read(examples);
    assertThat(read.allowedRegistries()).hasSize(2);
    assertThat(
            read(Map.of(
                    Setting.WORKLOADS,
                    kubeconfig().toString(),
                    Setting.WORKLOAD_SOURCES,
                    Setting.WORKLOAD_SOURCES.example()))
                .workloads())
        .isInstanceOf(ServerConfig.WorkloadsElsewhere.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "101", "99999999999", "many", "2.5"})
  void howManyObjectsAreMovedAtOnceHasBounds(String wrong) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(Map.of(Setting.TRIGGER_WORKERS, wrong)))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "--trigger-workers: \""
                            + wrong
                            + "\" is no number of objects from 1 to 100"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "CHECK_INTERVAL, often, is no time such as 30s",
        "CHECK_INTERVAL, 0, is no time such as 30s",
        "CHECK_INTERVAL, 59s, --least-check-interval says how often",
        "LEAST_CHECK_INTERVAL, 999ms, is less than 1s",
        "CHECKS_PER_MINUTE, 0, leave it out for no limit",
        "CHECKS_PER_MINUTE, some, leave it out for no limit"
      })
  void howOftenTagsAreLookedAtIsChecked(Setting setting, String wrong, String told) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(Map.of(setting, wrong)))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith(setting.flag() + ": \"" + wrong + "\"")
                    .contains(told));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "GC_GRACE, soon, is no time such as 30s",
        "GC_GRACE, -1h, is no time such as 30s",
        "GC_GRACE, 0, is no time such as 30s",
        "GC_GRACE, 0s, less than 1s",
        "GC_GRACE, 999ms, is less than 1s",
        "GC_GRACE, 3651d, is more than 3650d",
        "GC_GRACE, 99999999999999999999d, is no time such as 30s",
        "PUSH_LEASE, 0s, less than 1s",
        "PUSH_LEASE, -5m, is no time such as 30s",
        "PUSH_LEASE, 59m, is shorter than --gc-grace",
        "PUSH_LEASE, 87601h, is more than 3650d",
        "UNTAGGED_KEEP, 0s, less than 1s",
        "UNTAGGED_KEEP, -7d, is no time such as 30s",
        "UNTAGGED_KEEP, never, is no time such as 30s",
        "UNTAGGED_KEEP, 3651d, is more than 3650d",
        "SCRUB, 59m, is less than 1h",
        "SCRUB, never, is no time such as 30s"
      })
  void whenWhatNobodyNeedsGoesIsChecked(Setting setting, String wrong, String told) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(Map.of(setting, wrong)))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith(setting.flag() + ": \"" + wrong + "\"")
                    .contains(told));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "PRUNE_SCHEDULE, nightly, is neither a time such as 6h or 1d nor five fields of cron",
        "PRUNE_SCHEDULE, 0 25 * * *, is no hour of cron: numbers from 0 to 23",
        "PRUNE_SCHEDULE, 0 0 31 2 *, names a day that never comes",
        "PRUNE_SCHEDULE, 0s, is not from 1s to 3650d",
        "PRUNE_KEEP_TAG_REVISIONS, -1, is no number of events from 0 to 1000000",
        "PRUNE_KEEP_TAG_REVISIONS, few, is no number of events from 0 to 1000000",
        "PRUNE_KEEP_TAG_REVISIONS, 99999999999, is no number of events from 0 to 1000000",
        "PRUNE_KEEP_YOUNGER_THAN, -1h, is no time such as 60m",
        "PRUNE_KEEP_YOUNGER_THAN, old, is no time such as 60m",
        "PRUNE_KEEP_YOUNGER_THAN, 4000d, is no time such as 60m"
      })
  void whenAndWhatAServerPrunesByItselfIsChecked(Setting setting, String wrong, String told) {
    Map<Setting, String> settings = new HashMap<>(Map.of(Setting.PRUNE_SCHEDULE, "@daily"));
    settings.put(setting, wrong);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(settings))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith(setting.flag() + ": ")
                    .contains(told));
  }

  @Test
  void whatStaysOfPruningMeansNothingWithoutASchedule() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(Map.of(Setting.PRUNE_KEEP_TAG_REVISIONS, "5")))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "--prune-keep-tag-revisions is about pruning by schedule;"
                            + " --prune-schedule says when that is"));
  }

  @Test
  void aGraceThatIsLongerThanTheUsualLeaseOfAPushMakesThatAsLong() {
    assertThat(read(Map.of(Setting.GC_GRACE, "3d")).collection())
        .isEqualTo(
            new ServerConfig.Collection(
                Duration.ofDays(3), Duration.ofDays(3), Duration.ofDays(7)));
  }

  @Test
  void theLimitOfAnImportIsANumberOfTagsOrAll() {
    assertThat(read(Map.of(Setting.IMPORT_LIMIT, "1000")).importLimit())
        .isEqualTo(new TagLimit(1000));
    for (String wrong : List.of("0", "-2", "many", "")) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> read(Map.of(Setting.IMPORT_LIMIT, wrong)))
          .satisfies(
              e ->
                  assertThat(e.problems())
                      .singleElement()
                      .asString()
                      .startsWith(
                          "--import-limit: a number of tags is expected, 1 or more, or -1 for all"
                              + " of them, not ")
                      .contains(wrong));
    }
  }

  @Test
  void aBoundOfTheMirrorIsASize() {
    for (String wrong : List.of("much", "-1Gi", "0", "")) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> read(Map.of(Setting.MIRROR_LIMIT, wrong)))
          .satisfies(
              e ->
                  assertThat(e.problems())
                      .containsExactly(
                          "--mirror-limit: a size in bytes is expected, such as 500Mi or 10Gi, not"
                              + " \"%s\"".formatted(wrong)));
    }
    assertThat(read(Map.of()).mirror().limit()).isEmpty();
  }

  @Test
  void namesWhatIsWrongWithPublicAddresses() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                read(
                    Map.of(
                        Setting.API_URL, "http://weir.example",
                        Setting.REGISTRY_URL, "https://registry.example/sub",
                        Setting.TRUSTED_PROXIES, "10.0.0.0/33, proxy.example")))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "--api-url: \"http://weir.example\" is not of the form https://HOST[:PORT]",
                        "--registry-url: \"https://registry.example/sub\" is not of the form"
                            + " http://HOST[:PORT] or https://HOST[:PORT]",
                        "--trusted-proxies: \"10.0.0.0/33\" is no range of addresses: after the"
                            + " slash stand 0 to 32 bits"));
  }

  @Test
  void pullSpecsNameTheRegistryAsClientsReachItUnlessTheyHaveAHostOfTheirOwn() {
    String url = "https://registry.example";
    assertThat(read(Map.of(Setting.REGISTRY_URL, url)).askedRegistryHost())
        .isEqualTo("registry.example");
    assertThat(
            read(Map.of(Setting.REGISTRY_URL, url, Setting.REGISTRY_HOST, "other.example"))
                .askedRegistryHost())
        .isEqualTo("other.example");
  }

  @ParameterizedTest
  @CsvSource({
    "API, localhost, --api: \"localhost\" has no port; write HOST:PORT",
    "API, localhost:65536, '--api: \"65536\" is no port; use 0 to 65535'",
    "API, ::1:80, '--api: \"::1:80\" is ambiguous; write an IPv6 address in brackets, [::1]:8443'",
    "REGISTRY, a b:80, --registry: \"a b\" is no host name or address",
    "REGISTRY_TLS, yes, '--registry-tls: \"yes\" is none of on, off, auto'",
    "REGISTRY_HOST, http://a, '--registry-host: \"http://a\" is not of the form HOST[:PORT]'",
    "ALLOWED_REGISTRIES, a:1:2, '--allowed-registries: \"a:1:2\" is no HOST[:PORT] or"
        + " http://HOST[:PORT]'",
    "LOG_LEVEL, loud, '--log-level: \"loud\" is none of error, warn, info, debug'",
    "LOG_FORMAT, xml, '--log-format: \"xml\" is none of text, json'",
    "DATA, ' ', --data: a directory is expected",
  })
  void refusesWhatItCannotUse(Setting setting, String value, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(Map.of(setting, value)))
        .withMessage(message);
  }

  @Test
  void refusesRegistryHostThatClientsWouldTakeForAnAccount() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(Map.of(Setting.REGISTRY_HOST, "weir")))
        .withMessageContaining("Docker Hub account")
        .withMessageContaining("weir:5000");
  }

  @Test
  void reportsAllProblemsTogether() throws IOException {
    Path config = file("weir.yaml", "colour: blue\napi: nowhere\nregistry: {port: 1}\n");
    var flags = Map.of(Setting.TLS_CERT, "/no/such.pem");

    var problem =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigReader.read(flags, config.toString(), Map.of()));

    assertThat(problem.problems())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("unknown key \"colour\"; known keys: data, api,"),
            line -> assertThat(line).contains("weir.yaml: api: \"nowhere\" has no port"),
            line -> assertThat(line).contains("registry: expected one value"),
            line -> assertThat(line).contains("no data directory: set --data"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "--tls-cert: cannot read the file /no/such.pem:"
                            + " there is no such file or directory"),
            line -> assertThat(line).startsWith("--tls-cert needs --tls-key"));
  }

  /** YAML's own rule; whoever adds a line at the end would wonder which of the two counts. */
  @Test
  void aKeyThatStandsTwiceIsAMistake() throws IOException {
    Path config = directory.resolve("weir.yaml");
    Files.writeString(config, "api: 127.0.0.1:1\nlog-level: info\napi: 127.0.0.1:2\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(Map.of(), config.toString(), HOME))
        .satisfies(
            problem ->
                assertThat(problem.problems())
                    .containsExactly(config + ": api: stands there twice; leave one"));
  }

  @Test
  void aListHoldsTexts() throws IOException {
    Path config = directory.resolve("weir.yaml");
    Files.writeString(config, "trusted-proxies: [10, {a: b}]\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(Map.of(), config.toString(), HOME))
        .withMessageContaining("trusted-proxies: expected texts in a list");
  }

  @Test
  void refusesMissingOrBrokenConfigFile() throws IOException {
    Path broken = file("broken.yaml", "a: [");
    Path list = file("list.yaml", "- api\n");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(Map.of(), "/no/such.yaml", HOME))
        .withMessageStartingWith("--config: cannot read /no/such.yaml");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(Map.of(), broken.toString(), HOME))
        .withMessageContaining("no YAML");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(Map.of(), list.toString(), HOME))
        .withMessageContaining("expected a mapping");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:5000, auto, false",
    "127.9.9.9:5000, auto, false",
    "localhost:5000, auto, false",
    "[::1]:5000, auto, false",
    "0.0.0.0:5000, auto, true",
    "10.0.0.1:5000, auto, true",
    "127.0.0.1:5000, on, true",
    "0.0.0.0:5000, off, false",
  })
  void choosesTlsForTheRegistryByItsAddress(String address, String mode, boolean tls) {
    ServerConfig config = read(Map.of(Setting.REGISTRY, address, Setting.REGISTRY_TLS, mode));

    assertThat(config.registrySpeaksTls()).isEqualTo(tls);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:5000, auto, true",
    "10.0.0.1:5000, auto, false",
    "127.0.0.1:5000, public, false",
    "10.0.0.1:5000, private, true",
  })
  void reachesPrivateAddressesOnlyForLocalUsersUnlessTold(
      String registry, String mode, boolean reached) {
    ServerConfig config =
        read(Map.of(Setting.REGISTRY, registry, Setting.UPSTREAM_ADDRESSES, mode));

    assertThat(config.reachesPrivateAddresses()).isEqualTo(reached);
  }

  private Path kubeconfig() throws IOException {
    return file(
        "cluster.kubeconfig",
        """
        clusters: [{name: c, cluster: {server: 'https://k.example:6443'}}]
        users: [{name: u, user: {token: abc}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """);
  }

  @Test
  void takesWorkloadsFromWhereAKubeconfigLeads() throws IOException {
    ServerConfig config =
        read(
            Map.of(
                Setting.WORKLOADS,
                kubeconfig().toString(),
                Setting.WORKLOAD_SOURCES,
                "shop=base, *=tools"));
    assertThat(config.workloads())
        .isInstanceOfSatisfying(
            ServerConfig.WorkloadsElsewhere.class,
            elsewhere -> {
              assertThat(elsewhere.access().server()).hasToString("https://k.example:6443");
              assertThat(elsewhere.sources())
                  .containsExactly(
                      new ServerConfig.Source("shop", "base"),
                      new ServerConfig.Source("*", "tools"));
              assertThat(elsewhere.sources().getFirst().covers("shop", "base")).isTrue();
              assertThat(elsewhere.sources().getFirst().covers("other", "base")).isFalse();
              assertThat(elsewhere.sources().getLast().covers("other", "tools")).isTrue();
              assertThat(elsewhere.workers()).isEqualTo(8);
            });
    assertThat(config.toString()).doesNotContain("abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "in-cluster | '' | --workloads: in-cluster: this is no pod",
        "nowhere.kubeconfig | '' | --workloads: cannot read the file",
        "KUBECONFIG | base | --workload-sources: \"base\" is no NAMESPACE=PROJECT",
        "KUBECONFIG | shop=* | --workload-sources: \"shop=*\" is no NAMESPACE=PROJECT",
        "'' | shop=base | --workload-sources is about workloads elsewhere",
      })
  void saysWhatIsWrongWithWorkloads(String workloads, String sources, String problem)
      throws IOException {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    if (!workloads.isEmpty()) {
      flags.put(Setting.WORKLOADS, workloads.replace("KUBECONFIG", kubeconfig().toString()));
    }
    if (!sources.isEmpty()) {
      flags.put(Setting.WORKLOAD_SOURCES, sources);
    }
    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(flags));
    assertThat(refused.problems()).singleElement().asString().startsWith(problem);
  }
}
