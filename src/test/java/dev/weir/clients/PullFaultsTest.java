package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A layer that many pull while it comes, and what happens to it on the way. */
@Timeout(120)
class PullFaultsTest {
  private static final int SIZE = 8_000_000;

  @TempDir private Path data;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final HttpClient client = HttpClient.newHttpClient();
  private String layer = "";

  @BeforeEach
  void offer() {
    TestImages.layered(upstream.repository("team/app"), "v1", FakeBlob.generated(SIZE, 3));
    byte[] manifest = upstream.repository("team/app").findManifest("v1").orElseThrow();
    layer = Json.parse(manifest).at("/layers/0/digest").asString("");
  }

  @AfterEach
  void close() {
    upstream.close();
    client.shutdownNow();
  }

  /** A server whose stream {@code shop/app:v1} is the upstream's image. */
  private final class Shop implements AutoCloseable {
    final ServerProcess server;
    final ApiCaller caller;
    final ThroughCalls calls;

    Shop(String... flags) throws Exception {
      server = ServerProcess.start(data, flags);
      caller = ApiCaller.of(server);
      calls = new ThroughCalls(server, caller);
    }

    Shop imported() throws Exception {
      calls.project("shop");
      calls.imported("shop/app:v1", upstream.host() + "/team/app:v1");
      return this;
    }

    InputStream begin(String... headers) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create("http://" + server.registry() + "/v2/shop/app/blobs/" + layer))
              .header("Authorization", "Bearer " + caller.administrator());
      if (headers.length > 0) {
        request.headers(headers);
      }
      HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isBetween(200, 206);
      return answer.body();
    }

    @Override
    public void close() throws IOException {
      calls.close();
      caller.close();
      server.close();
    }
  }

  private long asked() {
    return upstream.count("GET /v2/team/app/blobs/" + layer);
  }

  private List<Path> unfinished() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("mirror").resolve("uploads"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void manyReadALayerAlongOfWhichTheUpstreamIsAskedOnce() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    upstream.failNext("/blobs/" + layer, new Fault.HoldAt(3_000_000, rest), 1);
    try (Shop shop = new Shop().imported();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      InputStream first = shop.begin();
      assertThat(first.readNBytes(2_900_000)).as("before the rest comes").hasSize(2_900_000);
      InputStream part = shop.begin("Range", "bytes=1000000-1999999");
      assertThat(part.readNBytes(900_000)).hasSize(900_000);
      List<Future<Pulled>> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(threads.submit(() -> shop.calls.get("shop/app/blobs/" + layer)));
      }
      first.close(); // which ends nothing
      rest.countDown();

      for (Future<Pulled> other : others) {
        assertThat(Digest.of(other.get().body())).hasToString(layer);
      }
      assertThat(part.readAllBytes()).hasSize(100_000);
    }
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void severalRangesOfALayerAreReadAlongWhileItComes() throws Exception {
    byte[] bytes = FakeBlob.generated(SIZE, 3).open(0).readAllBytes();
    CountDownLatch rest = new CountDownLatch(1);
    upstream.failNext("/blobs/" + layer, new Fault.HoldAt(3_000_000, rest), 1);
    try (Shop shop = new Shop().imported()) {
      InputStream parts = shop.begin("Range", "bytes=5-104,2000000-2000099,-100");
      InputStream backward = shop.begin("Range", "bytes=2000000-2000099,-100,5-104");
      byte[] head = new byte[0];
      while (indexOf(head, bytes, 2_000_000) < 0) { // while the rest is held back
        head = concat(head, parts.readNBytes(1));
      }
      rest.countDown();
      byte[] all = concat(head, parts.readAllBytes());

      assertThat(indexOf(all, bytes, 5)).isBetween(100, 200);
      assertThat(indexOf(all, bytes, 2_000_000)).isBetween(300, 500);
      assertThat(indexOf(all, bytes, SIZE - 100)).isBetween(500, all.length - 100);
      byte[] turned = backward.readAllBytes();
      assertThat(indexOf(turned, bytes, 2_000_000)).isBetween(100, 200);
      assertThat(indexOf(turned, bytes, SIZE - 100)).isBetween(300, 500);
      assertThat(indexOf(turned, bytes, 5)).isBetween(500, turned.length - 100);
    }
    assertThat(asked()).isEqualTo(1);
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  /** Where a hundred bytes of the layer are in an answer, or -1. */
  private static int indexOf(byte[] answer, byte[] bytes, int from) {
    for (int i = 0; i + 100 <= answer.length; i++) {
      if (Arrays.equals(answer, i, i + 100, bytes, from, from + 100)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void whatComesForAStreamThatIsGoneIsNotShownByTheNextOneOfItsName() throws Exception {
    FakeRepository sound = upstream.repository("team/app");
    byte[] manifest = sound.findManifest("v1").orElseThrow();
    FakeRepository naming = upstream.repository("spy/app");
    naming.tag("v1", naming.manifest(MediaTypes.OCI_MANIFEST, manifest));
    String config = Json.parse(manifest).at("/config/digest").asString("");
    Digest _ = naming.blob(sound.findBlob(Digest.parse(config)).orElseThrow());
    CountDownLatch rest = new CountDownLatch(1);
    upstream.failNext("/blobs/" + layer, new Fault.HoldAt(3_000_000, rest), 1);
    try (Shop shop = new Shop().imported()) {
      InputStream first = shop.begin();
      assertThat(first.readNBytes(2_900_000)).hasSize(2_900_000);
      String stream = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams/app";
      assertThat(shop.calls.api("DELETE", stream, "").status()).isEqualTo(200);
      shop.calls.imported("shop/app:v1", upstream.host() + "/spy/app:v1");
      rest.countDown();
      assertThat(first.readAllBytes()).hasSize(SIZE - 2_900_000);

      assertThat(shop.calls.get("shop/app/manifests/v1").status()).isEqualTo(200);
      assertThat(shop.calls.get("shop/app/blobs/" + layer).status()).isEqualTo(404);
    }
  }

  @Test
  void aBreakAtTheUpstreamIsNotSeen() throws Exception {
    upstream.failNext("/blobs/" + layer, new Fault.Truncate(5_000_000), 1);
    try (Shop shop = new Shop().imported()) {
      Pulled pulled = shop.calls.get("shop/app/blobs/" + layer);

      assertThat(pulled.header("Content-Length")).isEqualTo(Integer.toString(SIZE));
      assertThat(Digest.of(pulled.body())).hasToString(layer);
    }
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void aKilledServerLeavesNothingThatIsServed() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    upstream.failNext("/blobs/" + layer, new Fault.HoldAt(3_000_000, never), 1);
    try (Shop shop = new Shop().imported()) {
      assertThat(shop.begin().readNBytes(2_000_000)).hasSize(2_000_000);
      assertThat(unfinished()).isNotEmpty();
      shop.server.kill();
    }
    try (Shop shop = new Shop()) {
      assertThat(unfinished()).as("what had come of it").isEmpty();

      assertThat(Digest.of(shop.calls.get("shop/app/blobs/" + layer).body())).hasToString(layer);
      assertThat(asked()).isEqualTo(2);
      assertThat(Digest.of(shop.calls.get("shop/app/blobs/" + layer).body())).hasToString(layer);
      assertThat(asked()).as("it is kept").isEqualTo(2);
    } finally {
      never.countDown();
    }
  }

  @Test
  void nothingStaysWhereNothingIsMirrored() throws Exception {
    try (Shop shop = new Shop("--mirror-blobs", "off").imported()) {
      assertThat(Digest.of(shop.calls.get("shop/app/blobs/" + layer).body())).hasToString(layer);
      await().untilAsserted(() -> assertThat(unfinished()).isEmpty());
      assertThat(Digest.of(shop.calls.get("shop/app/blobs/" + layer).body())).hasToString(layer);
      assertThat(asked()).isEqualTo(2);
    }
    try (Stream<Path> files = Files.walk(data.resolve("mirror").resolve("blobs"))) {
      assertThat(files.filter(file -> file.endsWith(layer.substring(7)))).isEmpty();
    }
  }
}
