package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What streams show of other registries, over starts of the server and with its flags. */
@Timeout(120)
class PullThroughStartsTest {
  @TempDir private Path work;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository images = upstream.repository("team/app");
  private String layer = "";

  @BeforeEach
  void image() {
    TestImages.layered(images, "v1", FakeBlob.generated(2_000_000, 1));
    layer = Json.parse(images.findManifest("v1").orElseThrow()).at("/layers/0/digest").asString("");
  }

  @AfterEach
  void end() {
    upstream.close();
  }

  /** Something done with a server. */
  private interface Work {
    void with(ThroughCalls calls, ServerProcess server) throws Exception;
  }

  private void serving(Work done, String... flags) throws Exception {
    try (ServerProcess server = ServerProcess.start(work.resolve("data"), flags);
        ApiCaller caller = ApiCaller.of(server);
        ThroughCalls calls = new ThroughCalls(server, caller)) {
      done.with(calls, server);
    }
  }

  private void imported(ThroughCalls calls) throws Exception {
    calls.project("shop");
    calls.imported("shop/app:v1", upstream.host() + "/team/app:v1");
  }

  private long asked() {
    return upstream.count("GET /v2/team/app/blobs/" + layer);
  }

  private static long files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void withoutAMirrorEachPullAsksAndNothingStays() throws Exception {
    serving(
        (calls, server) -> {
          imported(calls);
          for (int n = 1; n <= 2; n++) {
            Pulled blob = calls.get("shop/app/blobs/" + layer);
            assertThat(Digest.of(blob.body())).hasToString(layer);
            assertThat(blob.header("Cache-Status")).isEqualTo("weir; fwd=miss");
            await().until(() -> files(server.data().resolve("mirror")) == 0);
            assertThat(asked()).isEqualTo(n);
          }
          upstream.close();
          assertThat(calls.get("shop/app/blobs/" + layer).status()).isEqualTo(503);
        },
        "--mirror-blobs",
        "off");
  }

  @Test
  void whatIsMirroredIsThereAfterAStartAndGoesWithItsStream() throws Exception {
    serving(
        (calls, _) -> {
          imported(calls);
          assertThat(calls.get("shop/app/blobs/" + layer).status()).isEqualTo(200);
        });
    upstream.failAlways("/v2/", new Fault.Drop());
    serving(
        (calls, _) -> {
          assertThat(calls.get("shop/app/blobs/" + layer).header("Cache-Status"))
              .isEqualTo("weir; hit");
          calls.api("DELETE", "/apis/image.openshift.io/v1/namespaces/shop/imagestreams/app", "");
          upstream.mend();
          calls.imported("shop/app:v1", upstream.host() + "/team/app:v1");
          upstream.failAlways("/v2/", new Fault.Drop());
          assertThat(calls.get("shop/app/blobs/" + layer).status()).isEqualTo(503);
        });
  }

  @Test
  void aMirrorThatWasThrownAwayFillsAgain() throws Exception {
    serving(
        (calls, _) -> {
          imported(calls);
          assertThat(calls.get("shop/app/blobs/" + layer).status()).isEqualTo(200);
        });
    Path mirror = work.resolve("data/mirror");
    Files.move(mirror, work.resolve("thrown-away"));
    serving(
        (calls, _) -> {
          assertThat(calls.get("shop/app/manifests/v1").status()).isEqualTo(200);
          assertThat(calls.get("shop/app/blobs/" + layer).header("Cache-Status"))
              .isEqualTo("weir; fwd=miss; stored");
          assertThat(calls.get("shop/app/blobs/" + layer).header("Cache-Status"))
              .isEqualTo("weir; hit");
        });
  }

  @Test
  void aRegistryThatIsNotAllowedAnyMoreIsNotAskedAndWhatIsHereIsGiven() throws Exception {
    String config =
        Json.parse(images.findManifest("v1").orElseThrow()).at("/config/digest").asString("");
    serving(
        (calls, _) -> {
          imported(calls);
          assertThat(calls.get("shop/app/blobs/" + layer).status()).isEqualTo(200);
        });
    int before = upstream.requests().size();
    serving(
        (calls, _) -> {
          Pulled refused = calls.get("shop/app/blobs/" + config);
          assertThat(refused.status()).isEqualTo(403);
          assertThat(refused.code()).isEqualTo("DENIED");
          assertThat(refused.message()).contains(upstream.host(), "not allowed");
          assertThat(calls.head("shop/app/blobs/" + config).status()).isEqualTo(403);
          assertThat(calls.get("shop/app/blobs/" + layer).status()).isEqualTo(200);
        },
        "--allowed-registries",
        "quay.io");
    assertThat(upstream.requests()).hasSize(before);
  }

  @Test
  void anAddressThatMayNotBeReachedAnyMoreIsNotAsked() throws Exception {
    serving((calls, _) -> imported(calls));
    int before = upstream.requests().size();
    serving(
        (calls, _) -> {
          Pulled refused = calls.get("shop/app/blobs/" + layer);
          assertThat(refused.status()).isEqualTo(503);
          assertThat(refused.message()).contains(upstream.host());
        },
        "--upstream-addresses",
        "public");
    assertThat(upstream.requests()).hasSize(before);
  }

  @Test
  void aKillInTheMiddleOfAFetchLeavesNothingThatIsTakenForTheBlob() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    serving(
        (calls, server) -> {
          imported(calls);
          upstream.failNext("/blobs/" + layer, new Fault.HoldAt(1_000_000, rest), 1);
          Thread pull =
              Thread.startVirtualThread(
                  () ->
                      assertThatExceptionOfType(IOException.class)
                          .isThrownBy(() -> calls.get("shop/app/blobs/" + layer)));
          await().until(() -> asked() == 1 && upstream.blobBytes() >= 1_000_000);
          server.kill();
          pull.join();
        });
    rest.countDown();
    serving(
        (calls, _) ->
            assertThat(Digest.of(calls.get("shop/app/blobs/" + layer).body())).hasToString(layer));
  }
}
