package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What {@code /metrics} of a real server says of traffic that there was. */
@WeirServer
@Timeout(120)
final class ServerMetricsTest {
  private static final Path PAGE = Path.of("docs/metrics.md");
  private static final Path ALERTS = Path.of("deploy/prometheus/alerts.yaml");
  private static final Path ALERTS_TEST = Path.of("src/test/resources/prometheus/alerts-test.yaml");
  private static final Path DASHBOARD = Path.of("deploy/grafana/weir.json");
  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?<name>(?:weir|process)_[a-z_]+)(?:\\{(?<labels>[^{}]*(?:\\{[^{}]*}[^{}]*)*)})?");
  private static final Duration SOON = Duration.ofSeconds(30);

  private final WeirCalls weir;
  private final HttpApi api;
  private final ServerProcess server;
  private final ApiCaller caller;
  private final Path directory;
  private final FakeRegistry upstream =
      FakeRegistry.plain().rateLimit(FakeRateLimit.docker(1000, Duration.ofHours(6)));

  ServerMetricsTest(
      WeirCalls weir, HttpApi api, ServerProcess server, ApiCaller caller, Path directory) {
    this.weir = weir;
    this.api = api;
    this.server = server;
    this.caller = caller;
    this.directory = directory;
  }

  @BeforeAll
  void traffic() throws Exception {
    weir.says("new-project", "shop");
    TestPushes.Pushed image =
        new TestPushes(caller).image(caller.administrator(), "shop/app", "v1", "hello");
    assertThat(pull("manifests/v1")).isEqualTo(200);
    for (String part : image.parts()) {
      if (!part.equals(image.digest())) {
        assertThat(pull("blobs/" + part)).isEqualTo(200);
      }
    }
    assertThat(pull("manifests/none")).isEqualTo(404);
    weir.says("create", "deployment", "web", "--image=web", "-n", "shop");
    weir.says("set", "triggers", "deployment/web", "--from-image=app:v1", "-c=web", "-n", "shop");
    TestImages.single(upstream.repository("team/app"), "v1");
    String from = upstream.host() + "/team/app:";
    weir.says("tag", "--source=docker", "--insecure", from + "v1", "in:v1", "-n", "shop");
    weir.says("tag", "--source=docker", "--insecure", from + "no", "in:no", "-n", "shop");
  }

  @AfterAll
  void close() {
    upstream.close();
  }

  private int pull(String path) throws Exception {
    String login = "any:" + caller.administrator();
    String basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + server.registry() + "/v2/shop/app/" + path))
            .header("Authorization", "Basic " + basic)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private double figure(String series) throws Exception {
    return Exposition.read(api.get("/metrics").body()).value(series);
  }

  private void awaitAtLeast(String series, double least) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(figure(series)).as(series).isGreaterThanOrEqualTo(least));
  }

  @Test
  void requestsAreCountedByWhereTheyLed() throws Exception {
    String registry = "{code=\"%s\",door=\"registry\",method=\"%s\",route=\"%s\"}";
    String manifest = "/v2/{name}/manifests/{reference}";
    String requests = "weir_http_requests_total";
    awaitAtLeast(requests + registry.formatted(200, "GET", manifest), 1);
    awaitAtLeast(requests + registry.formatted(404, "GET", manifest), 1);
    awaitAtLeast(requests + registry.formatted(201, "PUT", manifest), 1);
    awaitAtLeast(
        "weir_http_request_duration_seconds_count{door=\"registry\",method=\"GET\",route=\"%s\"}"
            .formatted(manifest),
        2);
    String stream = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams/app";
    assertThat(api.get(stream).statusCode()).isEqualTo(200);
    awaitAtLeast(
        requests
            + "{code=\"200\",door=\"api\",method=\"GET\",route=\"%s\"}"
                .formatted(
                    "/apis/image.openshift.io/v1/namespaces/{namespace}/imagestreams/{name}"),
        1);
    assertThat(api.get("/metrics").body()).doesNotContain("shop/app", "imagestreams/app");
  }

  @Test
  void bytesOfBlobsAreCountedBothWays() {
    awaitAtLeast("weir_registry_received_blob_bytes_total", 1);
    awaitAtLeast("weir_registry_sent_blob_bytes_total", 1);
  }

  @Test
  void importsAreCountedByRegistryAndByWhatCameOfThem() {
    awaitImports();
  }

  @Test
  void triggersAreCountedWhenTheyMoveSomething() {
    awaitTriggers();
  }

  private void awaitImports() {
    String imports = "weir_imports_total{registry=\"" + upstream.host() + "\",result=\"%s\"}";
    awaitAtLeast(imports.formatted("imported"), 1);
    awaitAtLeast(imports.formatted("manifest_unknown"), 1);
  }

  private void awaitTriggers() {
    awaitAtLeast("weir_trigger_moves_total{result=\"moved\"}", 1);
    await().atMost(SOON).untilAsserted(() -> assertThat(figure("weir_trigger_waiting")).isZero());
  }

  @Test
  void watchesAreCountedWhileTheyAreOpen() throws Exception {
    double before = figure("weir_watches");
    HttpResponse<InputStream> watch =
        api.stream(api.request("/apis/image.openshift.io/v1/imagestreams?watch=true"));
    try (InputStream open = watch.body()) {
      assertThat(open).isNotNull();
      awaitAtLeast("weir_watches", before + 1);
    }
  }

  @Test
  void theStoreAndTheProcessTellHowTheyAre() throws Exception {
    for (String positive :
        List.of(
            "weir_store_bytes",
            "weir_store_revision",
            "weir_store_commit_duration_seconds_count",
            "weir_store_disk_free_bytes",
            "weir_storage_disk_free_bytes",
            "weir_heap_used_bytes",
            "weir_heap_limit_bytes",
            "process_start_time_seconds",
            "process_resident_memory_bytes")) {
      assertThat(figure(positive)).as(positive).isPositive();
    }
    for (String zero : List.of("weir_sessions", "weir_schedule_lag_seconds")) {
      assertThat(figure(zero)).as(zero).isZero();
    }
    assertThat(api.get("/metrics").body()).contains("weir_gc_pause_seconds_total{collector=");
  }

  @Test
  void certificatesTellWhenTheyEnd() throws Exception {
    String ends = "weir_certificate_expiration_timestamp_seconds{certificate=\"%s\"}";
    Instant year = Instant.ofEpochSecond((long) figure(ends.formatted("server")));
    assertThat(Duration.between(Instant.now(), year)).isBetween(days(360), days(370));
    Instant decade = Instant.ofEpochSecond((long) figure(ends.formatted("authority")));
    assertThat(Duration.between(Instant.now(), decade)).isBetween(days(3600), days(3660));
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  @Test
  void anAccountReadsThemOnceThePageHasLetItIn() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("<!-- tested -->\n```bash\n");
    assertThat(begin).isPositive();
    String token = "";
    for (String line : page.substring(begin, page.indexOf("```\n", begin + 30)).lines().toList()) {
      if (line.startsWith("weir ")) {
        token = weir.says(line.substring("weir ".length()).split(" +")).strip();
      }
    }
    assertThat(scrape(token)).isEqualTo(200);
    weir.says("create", "serviceaccount", "other", "-n", "monitoring");
    assertThat(scrape(weir.says("create", "token", "other", "-n", "monitoring").strip()))
        .isEqualTo(403);
  }

  private int scrape(String token) throws Exception {
    return api.send(api.anonymous("/metrics").header("Authorization", "Bearer " + token))
        .statusCode();
  }

  /** When all that there was to count has been. */
  private Exposition everything() throws Exception {
    awaitImports();
    awaitTriggers();
    return Exposition.read(api.get("/metrics").body());
  }

  @Test
  void thePageTellsOfEachFigure() throws Exception {
    Exposition live = everything();
    List<String> told =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.matches("\\| `(weir|process)_.*"))
            .toList();
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            live.types().keySet().stream().map(live::row).toList());
  }

  @Test
  void alertsAndDashboardAskForFiguresAndLabelsThatThereAre() throws Exception {
    Exposition live = everything();
    List<String> asked = new ArrayList<>();
    for (JsonNode rule : rules()) {
      asked.add(Json.string(rule, "expr"));
      assertThat(rule.at("/labels/severity").asString()).isIn("page", "ticket");
      assertThat(rule.at("/annotations/summary").asString()).contains("{{ $labels.instance }}");
      assertThat(rule.at("/annotations/description").asString()).as("what to do").isNotBlank();
    }
    JsonNode dashboard = Json.parse(Files.readAllBytes(DASHBOARD));
    dashboard.findValues("expr").forEach(expr -> asked.add(expr.asString()));
    assertThat(asked).hasSizeGreaterThan(50);
    for (String expression : asked) {
      Matcher selector = SELECTOR.matcher(expression);
      while (selector.find()) {
        String name = selector.group("name");
        assertThat(live.names()).as(expression).contains(name);
        assertThat(live.labels(name))
            .as(expression)
            .containsAll(Exposition.keys(selector.group("labels")));
      }
    }
  }

  private static JsonNode rules() throws IOException {
    return Yaml.parse(Files.readAllBytes(ALERTS)).at("/groups/0/rules");
  }

  @Test
  void thePageTellsOfEachAlert() throws Exception {
    List<String> names = new ArrayList<>();
    rules().forEach(rule -> names.add(Json.string(rule, "alert")));
    assertThat(
            Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `Weir"))
                .map(line -> line.split("`", 3)[1])
                .toList())
        .isEqualTo(names);
  }

  @Test
  void promtoolFindsNothingAmiss() throws Exception {
    RealClient promtool = RealClient.promtool(server.environment(directory));
    assertThat(promtool.run("check", "rules", ALERTS.toAbsolutePath().toString()))
        .contains("SUCCESS");
    everything();
    assertThat(promtool.attempt(api.get("/metrics").body(), "check", "metrics"))
        .isEqualTo(new RealClient.Output(0, "", ""));
  }

  /** By the figures of a month, which Prometheus' own tool makes up. */
  @Test
  void alertsFireWhenTheyShould() throws Exception {
    RealClient promtool = RealClient.promtool(server.environment(directory));
    assertThat(promtool.run("test", "rules", ALERTS_TEST.toAbsolutePath().toString()))
        .contains("SUCCESS");
  }
}
