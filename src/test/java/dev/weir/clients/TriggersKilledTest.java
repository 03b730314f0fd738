package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A server that is killed between the move of a tag and those of what follows it. */
@Timeout(120)
class TriggersKilledTest {
  private static final int WORKLOADS = 200;
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/default/";

  @TempDir private Path work;

  private static String image(String digit) {
    return "registry.example/app@sha256:" + digit.repeat(64);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"'));
  }

  private static void post(HttpApi api, String path, ObjectNode object) throws Exception {
    var made = api.post(path, object);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  private static void move(HttpApi api, String digit) throws Exception {
    post(
        api,
        IMAGES + "imagestreammappings",
        json(
            "{'metadata':{'name':'app'},'tag':'live','image':{'metadata':{'name':'sha256:"
                + digit.repeat(64)
                + "'},'dockerImageReference':'"
                + image(digit)
                + "'}}"));
  }

  private static ObjectNode workload(String name, String kind) {
    String pods =
        "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'restartPolicy':'%s','containers':"
                .formatted(kind.equals("Job") ? "Never" : "Always")
            + "[{'name':'web','image':'%s'}]}}".formatted(image("a"));
    ObjectNode object =
        json(
            "{'metadata':{'name':'%s'},'spec':{%s%s}}"
                .formatted(
                    name, kind.equals("Job") ? "" : "'selector':{'matchLabels':{'a':'b'}},", pods));
    Meta.setAnnotation(
        object,
        "image.openshift.io/triggers",
        json("{'all':[{'from':{'kind':'ImageStreamTag','name':'app:live'},'fieldPath':"
                + "'spec.template.spec.containers[0].image'}]}")
            .get("all")
            .toString());
    Meta.setAnnotation(object, "weir.dev/recreate", "true");
    return object;
  }

  private static void fill(HttpApi api) throws Exception {
    List<Callable<Integer>> posts = new ArrayList<>();
    for (int i = 0; i < WORKLOADS; i++) {
      String name = "w" + i;
      posts.add(() -> api.post(DEPLOYMENTS, workload(name, "Deployment")).statusCode());
      if (i % 4 == 0) {
        posts.add(() -> api.post(JOBS, workload(name, "Job")).statusCode());
      }
    }
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      for (Future<Integer> posted : callers.invokeAll(posts)) {
        assertThat(posted.get()).isEqualTo(201);
      }
    }
  }

  private static List<JsonNode> all(HttpApi api, String path) throws Exception {
    return Json.arrayAt(Json.parse(api.get(path).body()), "items").valueStream().toList();
  }

  private static String imageOf(JsonNode workload) {
    return workload.at("/spec/template/spec/containers/0/image").asString("");
  }

  @Test
  void whatFollowsIsMovedAfterTheRestartOnceAndNoJobIsLost() throws Exception {
    Path data = work.resolve("data");
    try (ServerProcess server = ServerProcess.start(data, "--trigger-workers", "1");
        HttpApi api = HttpApi.of(server)) {
      post(api, IMAGES + "imagestreams", json("{'metadata':{'name':'app'}}"));
      move(api, "a");
      fill(api);
      move(api, "b");
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(data, "--trigger-workers", "1");
        HttpApi api = HttpApi.of(server)) {
      for (String path : List.of(DEPLOYMENTS, JOBS)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(all(api, path))
                        .hasSize(path.equals(JOBS) ? WORKLOADS / 4 : WORKLOADS)
                        .allSatisfy(one -> assertThat(imageOf(one)).isEqualTo(image("b"))));
      }
      assertThat(all(api, DEPLOYMENTS))
          .allSatisfy(one -> assertThat(Meta.generation(one)).isEqualTo(2));
      assertThat(server.log().split("follows tag=default/app:live", -1))
          .as("the kill came before the end")
          .hasSizeGreaterThan(1);
    }
  }
}
