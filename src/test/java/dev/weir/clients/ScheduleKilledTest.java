package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that is killed while it follows another registry. */
@Timeout(120)
class ScheduleKilledTest {
  private static final int TAGS = 8;
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String[] FLAGS = {"--least-check-interval", "1s", "--check-interval", "1s"};

  @TempDir private Path work;
  private final CountDownLatch rest = new CountDownLatch(1);
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");

  @AfterEach
  void end() {
    rest.countDown();
    upstream.close();
  }

  /** What the server waits for when it is killed. */
  private enum Waits {
    LIST,
    CHILD,
    CONFIG;

    private String text(TestImages.Index index, int tag, FakeRepository repository) {
      return switch (this) {
        case LIST -> "GET /v2/team/app/manifests/t" + tag;
        case CHILD -> "GET /v2/team/app/manifests/" + index.children().getLast();
        case CONFIG -> {
          byte[] child =
              repository.findManifest(index.children().getLast().toString()).orElseThrow();
          yield "GET /v2/team/app/blobs/" + Json.parse(child).at("/config/digest").asString("");
        }
      };
    }
  }

  /** Something done with a server. */
  private interface Work {
    void with(ThroughCalls calls, ServerProcess server) throws Exception;
  }

  private void serving(Work done) throws Exception {
    try (ServerProcess server = ServerProcess.start(work.resolve("data"), FLAGS);
        ApiCaller caller = ApiCaller.of(server);
        ThroughCalls calls = new ThroughCalls(server, caller)) {
      done.with(calls, server);
    }
  }

  private List<TestImages.Index> move(String generation) {
    List<TestImages.Index> all = new ArrayList<>();
    for (int tag = 0; tag < TAGS; tag++) {
      all.add(TestImages.index(repository, generation + tag, "linux/amd64", "linux/arm64"));
      repository.tag("t" + tag, all.getLast().digest());
    }
    return all;
  }

  private void follow(ThroughCalls calls) throws IOException, InterruptedException {
    StringJoiner tags = new StringJoiner(",");
    for (int tag = 0; tag < TAGS; tag++) {
      tags.add(
          ("{'name':'t%d','from':{'kind':'DockerImage','name':'%s/team/app:t%d'},'importPolicy':"
                  + "{'scheduled':true,'insecure':true,'importMode':'PreserveOriginal'}}")
              .formatted(tag, upstream.host(), tag));
    }
    calls.project("shop");
    String stream = "{'metadata':{'name':'app'},'spec':{'tags':[" + tags + "]}}";
    String path = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams";
    assertThat(calls.api("POST", path, stream).status()).isEqualTo(201);
  }

  private static List<String> images(ThroughCalls calls) throws IOException, InterruptedException {
    List<String> images = new ArrayList<>();
    for (JsonNode tag : calls.stream("shop/app").at("/status/tags")) {
      images.add(tag.at("/items/0/image").asString(""));
    }
    return images;
  }

  private static List<String> names(List<TestImages.Index> indexes) {
    return indexes.stream().map(index -> index.digest().toString()).toList();
  }

  private static void awaitImages(ThroughCalls calls, List<TestImages.Index> wanted) {
    await().atMost(SOON).untilAsserted(() -> assertThat(images(calls)).isEqualTo(names(wanted)));
  }

  private static ThroughCalls.Pulled pulled(ThroughCalls calls, String path) throws Exception {
    ThroughCalls.Pulled pulled = calls.get("shop/app/" + path);
    assertThat(pulled.status()).as(new String(pulled.body(), UTF_8)).isEqualTo(200);
    assertThat(Digest.of(pulled.body())).hasToString(path.substring(path.indexOf('/') + 1));
    return pulled;
  }

  /** Its Images are there, and all that it is made of can be pulled. */
  private static void assertWhole(ThroughCalls calls, String image) throws Exception {
    ThroughCalls.Pulled list = pulled(calls, "manifests/" + image);
    for (JsonNode child : list.json().path("manifests")) {
      String digest = child.path("digest").asString("");
      ThroughCalls.Pulled manifest = pulled(calls, "manifests/" + digest);
      List<String> blobs =
          new ArrayList<>(List.of(manifest.json().at("/config/digest").asString("")));
      manifest.json().path("layers").forEach(one -> blobs.add(one.path("digest").asString("")));
      for (String blob : blobs) {
        pulled(calls, "blobs/" + blob);
      }
      String object = "/apis/image.openshift.io/v1/images/" + digest;
      assertThat(calls.api("GET", object, "").status()).isEqualTo(200);
    }
  }

  @Test
  void afterAKillDuringImportsEachTagIsAWholeImageAndTheScheduleGoesOn() throws Exception {
    List<TestImages.Index> before = move("old");
    List<TestImages.Index> after = new ArrayList<>();
    serving(
        (calls, server) -> {
          follow(calls);
          awaitImages(calls, before);
          List<TestImages.Index> next = new ArrayList<>();
          for (int tag = 0; tag < TAGS; tag++) {
            next.add(TestImages.index(repository, "new" + tag, "linux/amd64", "linux/arm64"));
          }
          for (int tag = 0; tag < TAGS; tag += 2) {
            Waits waits = Waits.values()[tag / 2 % Waits.values().length];
            upstream.failAlways(
                waits.text(next.get(tag), tag, repository), new Fault.HoldAt(10, rest));
          }
          after.addAll(move("new"));
          await()
              .atMost(SOON)
              .until(
                  () ->
                      upstream.running() >= TAGS / 2
                          && images(calls).stream().filter(names(after)::contains).count()
                              >= TAGS / 2);
          server.kill();
        });
    upstream.mend();
    rest.countDown();
    upstream.failAlways("/v2/team/app/manifests/t", new Fault.Status(404, "MANIFEST_UNKNOWN"));
    serving(
        (calls, _) -> {
          List<String> images = images(calls);
          for (int tag = 0; tag < TAGS; tag++) {
            assertThat(images.get(tag))
                .isEqualTo((tag % 2 == 0 ? before : after).get(tag).digest().toString());
            assertWhole(calls, images.get(tag));
          }
          upstream.mend();
          awaitImages(calls, after);
          for (String image : images(calls)) {
            assertWhole(calls, image);
          }
        });
  }
}
