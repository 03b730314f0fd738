package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** Tags that follow another registry by themselves, with the real loop of a real server. */
@WeirServer({"--least-check-interval", "1s", "--check-interval", "1s"})
@Timeout(60)
final class ScheduledImportTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final WeirCalls weir;
  private final HttpApi api;
  private FakeRegistry upstream;

  ScheduledImportTest(WeirCalls weir, HttpApi api) {
    this.weir = weir;
    this.api = api;
  }

  @BeforeEach
  void open() {
    upstream = FakeRegistry.plain();
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private ObjectNode stream(String project) throws Exception {
    return HttpApi.tree(
        api.get("/apis/image.openshift.io/v1/namespaces/" + project + "/imagestreams/app"));
  }

  private static String image(ObjectNode stream) {
    return stream.at("/status/tags/0/items/0/image").asString("");
  }

  private void follow(String project) {
    weir.says("new-project", project);
    weir.says(
        "tag",
        "--source=docker",
        "--scheduled",
        "--insecure",
        upstream.host() + "/team/app:v1",
        "app:v1",
        "-n",
        project);
  }

  private void awaitImage(String project, Digest image) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(image(stream(project))).isEqualTo(image.toString()));
  }

  @Test
  void aTagThatMovesUpstreamArrivesAndRollsADeployment() throws Exception {
    Digest first = TestImages.single(upstream.repository("team/app"), "v1");
    follow("moves");
    awaitImage("moves", first);
    weir.says("create", "deployment", "app", "--image=" + upstream.host() + "/x:1", "-n", "moves");
    weir.says("set", "triggers", "deployment/app", "--from-image=app:v1", "-c", "x", "-n", "moves");

    Digest second = TestImages.single(upstream.repository("team/app"), "another", "linux", "amd64");
    upstream.repository("team/app").tag("v1", second);

    awaitImage("moves", second);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(api.get("/apis/apps/v1/namespaces/moves/deployments/app").body())
                    .contains("team/app@" + second));
  }

  @Test
  void whatDoesNotMoveCostsOneHeadEachTimeAndWritesNothing() throws Exception {
    Digest image = TestImages.single(upstream.repository("team/app"), "v1");
    follow("still");
    awaitImage("still", image);
    await().atMost(SOON).until(() -> upstream.count(Asked.MANIFEST_HEAD) > 0);
    String version = stream("still").at("/metadata/resourceVersion").asString();
    long manifests = upstream.count(Asked.MANIFEST);
    long heads = upstream.count(Asked.MANIFEST_HEAD);

    await().atMost(SOON).until(() -> upstream.count(Asked.MANIFEST_HEAD) >= heads + 3);

    assertThat(upstream.count(Asked.MANIFEST)).isEqualTo(manifests);
    assertThat(stream("still").at("/metadata/resourceVersion").asString()).isEqualTo(version);
  }
}
