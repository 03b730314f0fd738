package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code /metrics} of a real server says of traffic that there was. */
@WeirServer
@Timeout(120)
final class ServerMetricsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final WeirCalls weir;
  private final HttpApi api;
  private final ServerProcess server;
  private final ApiCaller caller;

  ServerMetricsTest(WeirCalls weir, HttpApi api, ServerProcess server, ApiCaller caller) {
    this.weir = weir;
    this.api = api;
    this.server = server;
    this.caller = caller;
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
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      TestImages.single(upstream.repository("team/app"), "v1");
      String from = upstream.host() + "/team/app:";
      weir.says("tag", "--source=docker", "--insecure", from + "v1", "in:v1", "-n", "shop");
      weir.says("tag", "--source=docker", "--insecure", from + "no", "in:no", "-n", "shop");
      String imports = "weir_imports_total{registry=\"" + upstream.host() + "\",result=\"%s\"}";
      awaitAtLeast(imports.formatted("imported"), 1);
      awaitAtLeast(imports.formatted("manifest_unknown"), 1);
    }
  }

  @Test
  void triggersAreCountedWhenTheyMoveSomething() {
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
}
