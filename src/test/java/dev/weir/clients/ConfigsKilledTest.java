package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server that is killed between the move of a tag and the next versions of deployment configs,
 * and the next builds.
 */
@Timeout(180)
class ConfigsKilledTest {
  private static final int CONFIGS = 40;
  private static final String DEPLOYMENTS =
      "/apis/apps.openshift.io/v1/namespaces/default/deploymentconfigs";
  private static final String CONTROLLERS = "/api/v1/namespaces/default/replicationcontrollers";
  private static final String BUILD_CONFIGS =
      "/apis/build.openshift.io/v1/namespaces/default/buildconfigs";
  private static final String BUILDS = "/apis/build.openshift.io/v1/namespaces/default/builds";
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/default/";
  private static final String TAG = "'from':{'kind':'ImageStreamTag','name':'app:live'}";

  @TempDir private Path work;

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static void post(HttpApi api, String path, String object) throws Exception {
    var made = api.post(path, json(object));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  private static String image(String digit) {
    return "registry.example/app@sha256:" + digit.repeat(64);
  }

  private static void move(HttpApi api, String digit) throws Exception {
    post(
        api,
        IMAGES + "imagestreammappings",
        "{'metadata':{'name':'app'},'tag':'live','image':{'metadata':{'name':'sha256:"
            + digit.repeat(64)
            + "'},'dockerImageReference':'"
            + image(digit)
            + "'}}");
  }

  private static void deployment(HttpApi api, String name) throws Exception {
    post(
        api,
        DEPLOYMENTS,
        "{'metadata':{'name':'%s'},'spec':{'selector':{'a':'b'},'template':{'metadata':{'labels':"
                .formatted(name)
            + "{'a':'b'}},'spec':{'containers':[{'name':'web','image':' '}]}},'triggers':["
            + "{'type':'ConfigChange'},{'type':'ImageChange','imageChangeParams':{'automatic':true,"
            + "'containerNames':['web'],"
            + TAG
            + "}}]}}");
  }

  private static void build(HttpApi api, String name) throws Exception {
    post(
        api,
        BUILD_CONFIGS,
        "{'metadata':{'name':'%s'},'spec':{'source':{'dockerfile':'FROM x'},'runPolicy':'Parallel',"
                .formatted(name)
            + "'strategy':{'dockerStrategy':{"
            + TAG
            + "}},'triggers':[{'type':'ImageChange'}]}}");
  }

  private static void fill(HttpApi api) throws Exception {
    List<Callable<Boolean>> posts = new ArrayList<>();
    for (int i = 0; i < CONFIGS; i++) {
      String name = "w" + i;
      posts.add(
          () -> {
            deployment(api, name);
            build(api, name);
            return true;
          });
    }
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> posted : callers.invokeAll(posts)) {
        assertThat(posted.get()).isTrue();
      }
    }
  }

  private static Stream<JsonNode> all(HttpApi api, String path) throws Exception {
    return Json.arrayAt(Json.parse(api.get(path).body().getBytes(StandardCharsets.UTF_8)), "items")
        .valueStream();
  }

  private static void awaitVersion(HttpApi api, int version, String digit) {
    await()
        .atMost(Duration.ofSeconds(80))
        .untilAsserted(
            () -> {
              assertThat(all(api, DEPLOYMENTS))
                  .hasSize(CONFIGS)
                  .allSatisfy(
                      config -> {
                        assertThat(config.at("/status/latestVersion").asInt(0)).isEqualTo(version);
                        assertThat(config.at("/spec/template/spec/containers/0/image").asString(""))
                            .isEqualTo(image(digit));
                      });
              assertThat(all(api, CONTROLLERS))
                  .filteredOn(
                      one ->
                          Meta.annotation(one, "openshift.io/deployment.phase").equals("Complete"))
                  .hasSize(CONFIGS * version);
              assertThat(all(api, BUILDS)).hasSize(CONFIGS * version);
            });
  }

  private static ServerProcess start(Path data) throws Exception {
    return ServerProcess.start(data, "--trigger-workers", "1");
  }

  @Test
  void eachConfigHasOneNextVersionAndOneNextBuildAfterTheRestart() throws Exception {
    Path data = work.resolve("data");
    try (ServerProcess server = start(data);
        HttpApi api = HttpApi.of(server)) {
      post(api, IMAGES + "imagestreams", "{'metadata':{'name':'app'}}");
      move(api, "a");
      fill(api);
      awaitVersion(api, 1, "a");
      move(api, "b");
      server.kill();
    }
    try (ServerProcess server = start(data);
        HttpApi api = HttpApi.of(server)) {
      awaitVersion(api, 2, "b");
      assertThat(server.log().split("rollout=w\\d+-2", -1))
          .as("the kill came before the last version")
          .hasSizeGreaterThan(1);
      // one that comes last, so that all before it were looked at
      deployment(api, "last");
      await()
          .untilAsserted(
              () ->
                  assertThat(all(api, CONTROLLERS))
                      .anyMatch(one -> Meta.name(one).equals("last-1")));
      assertThat(all(api, CONTROLLERS).map(Meta::name))
          .noneMatch(name -> name.endsWith("-3"))
          .hasSize(CONFIGS * 2 + 1);
      assertThat(all(api, BUILDS))
          .hasSize(CONFIGS * 2)
          .filteredOn(build -> Meta.name(build).endsWith("-2"))
          .hasSize(CONFIGS)
          .allSatisfy(
              build ->
                  assertThat(build.at("/spec/strategy/dockerStrategy/from/name").asString(""))
                      .isEqualTo(image("b")));
      assertThat(all(api, BUILD_CONFIGS))
          .allSatisfy(config -> assertThat(config.at("/status/lastVersion").asInt(0)).isEqualTo(2));
    }
  }
}
