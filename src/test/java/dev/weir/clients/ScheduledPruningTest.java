package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A server that prunes every second. */
@WeirServer({
  "--prune-schedule",
  "1s",
  "--prune-keep-tag-revisions",
  "1",
  "--prune-keep-younger-than",
  "0s"
})
@Timeout(120)
class ScheduledPruningTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams/";

  private final ServerProcess server;
  private final ApiCaller caller;
  private final TestPushes pushes;

  ScheduledPruningTest(ServerProcess server, ApiCaller caller) {
    this.server = server;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
  }

  private List<String> images(String stream) throws Exception {
    return caller
        .api(caller.administrator(), "GET", STREAMS + stream, "")
        .json()
        .at("/status/tags/0/items")
        .valueStream()
        .map(item -> item.path("image").asString())
        .toList();
  }

  private void push(String stream, String... texts) throws Exception {
    for (String text : texts) {
      pushes.image(caller.administrator(), "shop/" + stream, "v", text);
    }
  }

  @Test
  void historiesAreShortenedButForWhatIsUsedAndWhatCannotBeToldStopsItAloud() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    String used = "r:1/shop/app@" + pushes.imageDigest("one");
    caller.create(
        "/api/v1/namespaces/shop/pods",
        "{'metadata':{'name':'web'},'spec':{'containers':[{'name':'c','image':'%s'}]}}"
            .formatted(used));
    push("app", "one", "two", "three");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(images("app"))
                    .containsExactly(pushes.imageDigest("three"), pushes.imageDigest("one")));
    assertThat(server.log())
        .contains("histories were shortened by schedule: deleted ")
        .contains(" image stream tag item(s), updated 1 image stream(s)");

    caller.create(
        "/api/v1/namespaces/shop/pods",
        "{'metadata':{'name':'bad'},'spec':{'containers':[{'name':'c','image':'BAD//NAME'}]}}");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(events()).isNotEmpty());
    assertThat(events())
        .first()
        .satisfies(
            event -> {
              assertThat(Json.string(event, "reason")).isEqualTo("PruneFailed");
              assertThat(Json.string(event, "message"))
                  .isEqualTo(
                      "what workloads use cannot be told: pod/bad namespace=shop: container c:"
                          + " invalid image reference \"BAD//NAME\": invalid reference format");
            });
    assertThat(server.log()).contains("pruning by schedule took nothing, and tries again at ");
    push("app", "four", "five");
    int failures = count();
    await().atMost(PATIENCE).until(() -> count() > failures + 1);
    assertThat(images("app")).as("nothing goes meanwhile").hasSize(4);
  }

  private int count() throws Exception {
    return events().getFirst().path("count").asInt();
  }

  private List<JsonNode> events() throws Exception {
    return caller
        .api(caller.administrator(), "GET", "/api/v1/namespaces/default/events", "")
        .json()
        .path("items")
        .valueStream()
        .filter(event -> Json.string(event, "reason").equals("PruneFailed"))
        .toList();
  }
}
