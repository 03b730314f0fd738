package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that is killed while an image waits for a tag, and when the tag takes it. */
@Timeout(120)
class MinimumAgeKilledTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams";

  @TempDir private Path work;
  @AutoClose private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");

  private ServerProcess start() throws Exception {
    return ServerProcess.start(work.resolve("data"));
  }

  private static JsonNode tag(ApiCaller caller) throws Exception {
    return caller
        .api(caller.administrator(), "GET", STREAMS + "/app", "")
        .json()
        .at("/status/tags/0");
  }

  private static String firstSeen(ApiCaller caller) throws Exception {
    String path = STREAMS.replace("imagestreams", "imagestreamtags/app:live/candidates");
    JsonNode all = caller.api(caller.administrator(), "GET", path, "").json();
    return Json.string(all.at("/items/0"), "firstSeen");
  }

  private static void awaitImage(ApiCaller caller, Digest digest) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(Json.string(tag(caller).at("/items/0"), "image"))
                    .isEqualTo(digest.toString()));
  }

  @Test
  void whatWasSeenBeforeAKillIsTakenOnceAtItsTimeWithoutItsRegistry() throws Exception {
    Digest first = TestImages.single(repository, "1");
    String seen;
    try (ServerProcess server = start();
        ApiCaller caller = ApiCaller.of(server)) {
      caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
      caller.create(
          STREAMS,
          ("{'metadata':{'name':'app','annotations':{'weir.dev/minimum-age':'4s'}},"
                  + "'spec':{'tags':[{'name':'live',"
                  + "'from':{'kind':'DockerImage','name':'%s/team/app:1'},"
                  + "'importPolicy':{'insecure':true}}]}}")
              .formatted(upstream.host()));
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> !firstSeen(caller).isEmpty());
      seen = firstSeen(caller);
      server.kill();
    }
    upstream.failAlways("/v2/", new Fault.Drop());
    try (ServerProcess server = start();
        ApiCaller caller = ApiCaller.of(server)) {
      assertThat(firstSeen(caller)).isEqualTo(seen);
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> tag(caller).at("/items").size() == 1);
      server.kill();
    }
    try (ServerProcess server = start();
        ApiCaller caller = ApiCaller.of(server)) {
      awaitImage(caller, first);
      assertThat(tag(caller).at("/items")).hasSize(1);
      assertThat(tag(caller).has("conditions")).isFalse();
    }
  }
}
