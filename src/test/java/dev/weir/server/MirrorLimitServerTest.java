package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import dev.weir.server.data.Kubeconfig;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that may keep one mebibyte of other registries, and images of 400 KiB. */
class MirrorLimitServerTest {
  private static final int LAYER = 400 << 10;

  @TempDir private Path directory;

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Duration later = Duration.ZERO;
  private Server server;
  private String token;

  @BeforeEach
  void start() throws IOException {
    server =
        Server.start(
            ConfigReader.read(
                Map.of(
                    Setting.DATA, directory.resolve("d").toString(),
                    Setting.API, "127.0.0.1:0",
                    Setting.REGISTRY, "127.0.0.1:0",
                    Setting.MIRROR_LIMIT, "1Mi"),
                "",
                Map.of()),
            new Surroundings(clock(), "box", "0.1.0"));
    token = new Kubeconfig(directory.resolve("d/admin.kubeconfig")).token().orElseThrow();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
    upstream.close();
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return Instant.now().plus(later);
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }
    };
  }

  /** Nobody reads any more what was pulled until now. */
  private void later() {
    later = later.plus(Duration.ofMinutes(2));
  }

  @Test
  void whatWasPulledLeastRecentlyGoesAndComesAgainWhenItIsPulled() throws Exception {
    Digest a = imported("a");
    Digest b = imported("b");
    Digest c = imported("c");
    Digest pushed = pushed(2 * LAYER);
    pulled("a", a);
    later();
    pulled("b", b);
    later();
    pulled("a", a);
    later();
    assertThat(metric("weir_mirror_evictions_total")).isZero();

    pulled("c", c);

    await().untilAsserted(() -> assertThat(isMirrored(b)).isFalse());
    assertThat(isMirrored(a)).isTrue();
    assertThat(isMirrored(c)).isTrue();
    assertThat(metric("weir_mirror_evictions_total")).isPositive();
    assertThat(metric("weir_mirror_limit_bytes")).isEqualTo(1 << 20);
    await()
        .untilAsserted(
            () -> assertThat(metric("weir_mirror_bytes")).isBetween(2.0 * LAYER, 2.6 * LAYER));
    assertThat(registry("GET", "default/own/blobs/" + pushed).body()).hasSize(2 * LAYER);
    long asked = upstream.count("/blobs/" + b);
    pulled("b", b);
    assertThat(upstream.count("/blobs/" + b)).isEqualTo(asked + 1);
  }

  @Test
  void whatAWorkloadUsesStays() throws Exception {
    Digest a = imported("a");
    Digest b = imported("b");
    Digest c = imported("c");
    pulled("a", a);
    runs("default/app:a");
    later();
    pulled("b", b);
    later();
    pulled("c", c);

    await().untilAsserted(() -> assertThat(isMirrored(b)).isFalse());
    assertThat(isMirrored(a)).isTrue();
    assertThat(isMirrored(c)).isTrue();
  }

  @Test
  void whatAWorkloadUsesOfAWindowStays() throws Exception {
    api(
        "POST",
        "/api/v1/namespaces",
        """
        {'metadata':{'name':'hub','annotations':{'weir.dev/upstream':'%s',
         'openshift.io/image.insecureRepository':'true'}}}\
        """
            .formatted(upstream.host()));
    Digest a = image("a");
    pulled("hub/team/app", "a", a);
    runs("hub/team/app:a");
    Digest b = imported("b");
    later();
    pulled("b", b);
    later();
    pulled("c", imported("c"));

    await().untilAsserted(() -> assertThat(isMirrored(b)).isFalse());
    assertThat(isMirrored(a)).isTrue();
  }

  private void runs(String image) throws IOException {
    api(
        "POST",
        "/apis/apps/v1/namespaces/default/deployments",
        """
        {'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{
         'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'web','image':'%s'}]}}}}\
        """
            .formatted(server.registryUrl().replace("http://", "") + "/" + image));
  }

  @Test
  void aProjectMayHaveABoundOfItsOwnThatIsASize() throws Exception {
    assertThat(annotated("'much'")).contains("HTTP/1.1 422", "such as 500Mi or 10Gi");
    assertThat(annotated("'500Ki'")).contains("HTTP/1.1 200");
    Digest a = imported("a");
    Digest b = imported("b");
    pulled("a", a);
    later();
    pulled("b", b);
    await().untilAsserted(() -> assertThat(isMirrored(a)).isFalse());
    assertThat(isMirrored(b)).isTrue();
  }

  private String annotated(String limit) throws IOException {
    return send(
        "PATCH",
        "/api/v1/namespaces/default",
        "{'metadata':{'annotations':{'weir.dev/mirror-limit':" + limit + "}}}",
        "application/merge-patch+json");
  }

  /** An image of one layer at the upstream; returns that layer. */
  private Digest image(String tag) {
    byte[] bytes = new byte[LAYER];
    new Random(tag.hashCode()).nextBytes(bytes);
    Digest _ = TestImages.layered(repository, tag, FakeBlob.of(bytes));
    return Digest.of(bytes);
  }

  private Digest imported(String tag) throws IOException {
    Digest layer = image(tag);
    api(
        "POST",
        "/apis/image.openshift.io/v1/namespaces/default/imagestreamimports",
        """
        {'metadata':{'name':'app'},'spec':{'import':true,'images':[{'to':{'name':'%s'},
         'importPolicy':{'insecure':true},'referencePolicy':{'type':'Local'},
         'from':{'kind':'DockerImage','name':'%s/team/app:%s'}}]}}\
        """
            .formatted(tag, upstream.host(), tag));
    return layer;
  }

  private void pulled(String tag, Digest layer) throws Exception {
    pulled("default/app", tag, layer);
  }

  private void pulled(String path, String tag, Digest layer) throws Exception {
    HttpResponse<byte[]> manifest = registry("GET", path + "/manifests/" + tag);
    assertThat(manifest.statusCode()).isEqualTo(200);
    assertThat(Json.parse(manifest.body()).at("/layers/0/digest").asString(""))
        .isEqualTo(layer.toString());
    HttpResponse<byte[]> blob = registry("GET", path + "/blobs/" + layer);
    assertThat(blob.statusCode()).isEqualTo(200);
    assertThat(Digest.of(blob.body())).isEqualTo(layer);
  }

  private Digest pushed(int size) throws Exception {
    byte[] bytes = new byte[size];
    String place =
        registry("POST", "default/own/blobs/uploads/")
            .headers()
            .firstValue("location")
            .orElseThrow();
    URI upload = URI.create(server.registryUrl()).resolve(place);
    URI whole =
        URI.create(upload + (upload.getQuery() == null ? "?" : "&") + "digest=" + Digest.of(bytes));
    HttpRequest put =
        HttpRequest.newBuilder(whole)
            .header("Authorization", "Bearer " + token)
            .PUT(BodyPublishers.ofByteArray(bytes))
            .build();
    assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
    return Digest.of(bytes);
  }

  private HttpResponse<byte[]> registry(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.registryUrl() + "/v2/" + path))
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private boolean isMirrored(Digest digest) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("d/mirror"))) {
      return files.anyMatch(file -> file.endsWith(digest.hex()));
    }
  }

  private double metric(String name) throws IOException {
    return send("GET", "/metrics", "", "")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private void api(String method, String path, String body) throws IOException {
    assertThat(send(method, path, body, "application/json")).startsWith("HTTP/1.1 201");
  }

  /** Status line, headers and body of a request over the Unix socket. */
  private String send(String method, String path, String body, String type) throws IOException {
    byte[] content = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    String head =
        "%s %s HTTP/1.1\r\nHost: weir\r\nAuthorization: Bearer %s\r\nConnection: close\r\n"
            .formatted(method, path, token);
    String about =
        body.isEmpty()
            ? "\r\n"
            : "Content-Type: %s\r\nContent-Length: %d\r\n\r\n".formatted(type, content.length);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve("d/weir.sock")));
      channel.write(ByteBuffer.wrap((head + about).getBytes(StandardCharsets.US_ASCII)));
      channel.write(ByteBuffer.wrap(content));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
