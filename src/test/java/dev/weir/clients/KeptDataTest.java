package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What an earlier build wrote is all there, and goes on to live. */
class KeptDataTest {
  private static final String FIRST =
      "sha256:4c6a315ccee9e7f7cc513343633f57df384c56f1ab4cecdeb74b3fff93ac0352";
  private static final String INDEX =
      "sha256:5cb91f40d6d6819f088c13c668f4911526a9dfbea4dc0e5d41c203171359feb0";
  private static final String DEMO = "/apis/image.openshift.io/v1/namespaces/demo";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"store-2-stopped", "store-2-killed", "0.2.0-stopped", "0.2.0-killed"})
  void everythingThatAnEarlierBuildWroteIsThere(String name) throws Exception {
    Path data = KeptData.unpack(name, directory);
    String robot = Files.readString(directory.resolve("builder2.token"));
    for (int start = 0; start < 2; start++) { // the second one reads what the first one made of it
      try (ServerProcess server = ServerProcess.start(data);
          ApiCaller api = ApiCaller.of(server)) {
        requireObjects(api);
        requireHistory(api);
        requireImages(server, api);
        requirePeople(server, api, robot);
        requireTrigger(api, start);
        server.terminate();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"store-2-stopped", "store-2-killed", "0.2.0-stopped", "0.2.0-killed"})
  void aCollectorTakesNothingOfIt(String name) throws Exception {
    Path data = KeptData.unpack(name, directory);
    byte[] unnamed = "a blob that no manifest names".getBytes(StandardCharsets.UTF_8);
    try (ServerProcess server =
            ServerProcess.start(data, "--gc-grace", "1s", "--push-lease", "1s");
        ApiCaller api = ApiCaller.of(server)) {
      new TestPushes(api).blob(api.administrator(), "demo/witness", unnamed);
      String file = Digest.of(unnamed).hex();
      await().atMost(Duration.ofSeconds(60)).until(() -> !hasFile(data, file));
      requireHistory(api);
      requireImages(server, api);
      server.terminate();
    }
  }

  private static boolean hasFile(Path data, String name) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).equals(name));
    } catch (UncheckedIOException e) { // one that goes while it is looked for
      return true;
    }
  }

  private static JsonNode get(ApiCaller api, String path) throws Exception {
    ApiCaller.Answer answer = api.api(api.administrator(), "GET", path, "");
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.json();
  }

  private static void requireObjects(ApiCaller api) throws Exception {
    JsonNode project = get(api, "/apis/project.openshift.io/v1/projects/demo");
    assertThat(project.at("/status/phase").asString()).isEqualTo("Active");
    JsonNode settings = get(api, "/api/v1/namespaces/demo/configmaps/settings").path("data");
    assertThat(settings.path("colour").asString()).isEqualTo("green");
    String sealed =
        get(api, "/api/v1/namespaces/demo/secrets/upstream").at("/data/password").asString();
    assertThat(new String(Base64.getDecoder().decode(sealed), StandardCharsets.UTF_8))
        .isEqualTo("rushing-water");
    assertThat(
            api.api(api.administrator(), "GET", "/api/v1/namespaces/demo/configmaps/gone", "")
                .status())
        .isEqualTo(404);
  }

  private static void requireHistory(ApiCaller api) throws Exception {
    JsonNode tags = get(api, DEMO + "/imagestreams/app").at("/status/tags");
    assertThat(tags.valueStream().map(tag -> tag.path("tag").asString()))
        .containsExactlyInAnyOrder("live", "newest", "v1", "v2");
    for (JsonNode tag : tags) {
      if (tag.path("tag").asString().equals("live")) {
        assertThat(tag.path("items").size()).isGreaterThanOrEqualTo(41);
      }
    }
    JsonNode live = get(api, DEMO + "/imagestreamtags/app:live/history").path("items");
    assertThat(live.size()).isGreaterThanOrEqualTo(41);
    assertThat(live.valueStream().map(event -> event.path("image").asString()).toList())
        .isEqualTo(
            tags.valueStream()
                .filter(tag -> tag.path("tag").asString().equals("live"))
                .flatMap(tag -> tag.path("items").valueStream())
                .map(event -> event.path("image").asString())
                .toList());
    assertThat(get(api, DEMO + "/imagestreamtags/app:v1").at("/image/metadata/name").asString())
        .isEqualTo(FIRST);
    assertThat(
            get(api, DEMO + "/imagestreamimages/multi@" + INDEX)
                .at("/image/dockerImageManifests")
                .size())
        .isEqualTo(2);
  }

  private static void requireImages(ServerProcess server, ApiCaller api) throws Exception {
    JsonNode first = pull(server, api, "app/manifests/", FIRST);
    pull(server, api, "app/blobs/", first.at("/config/digest").asString());
    byte[] layer = bytes(server, api, "app/blobs/" + first.at("/layers/0/digest").asString());
    assertThat(Digest.of(layer).toString()).isEqualTo(first.at("/layers/0/digest").asString());
    for (JsonNode child : pull(server, api, "multi/manifests/", INDEX).path("manifests")) {
      pull(server, api, "multi/manifests/", child.path("digest").asString());
    }
  }

  private static JsonNode pull(ServerProcess server, ApiCaller api, String path, String digest)
      throws Exception {
    byte[] bytes = bytes(server, api, path + digest);
    assertThat(Digest.of(bytes).toString()).isEqualTo(digest);
    return Json.parse(bytes);
  }

  private static byte[] bytes(ServerProcess server, ApiCaller api, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://" + server.registry() + "/v2/demo/" + path))
                  .header("Authorization", "Bearer " + api.administrator())
                  .header("Accept", "*/*")
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    }
  }

  private static void requirePeople(ServerProcess server, ApiCaller api, String robot)
      throws Exception {
    RawLogin login = new RawLogin(server.api(), server.data().resolve("ca.crt"));
    assertThat(login.authorize("ann", "tide-and-weir").statusCode()).isEqualTo(302);
    assertThat(get(api, "/apis/user.openshift.io/v1/users/ann").path("identities").size())
        .isEqualTo(1);
    assertThat(
            api.api(robot, "GET", "/apis/user.openshift.io/v1/users/~", "")
                .json()
                .at("/metadata/name")
                .asString())
        .isEqualTo("system:serviceaccount:demo:builder2");
  }

  /** The Deployment follows its tag still: moved to the other image at each start. */
  private static void requireTrigger(ApiCaller api, int start) throws Exception {
    String web = "/apis/apps/v1/namespaces/demo/deployments/web";
    String image = "/spec/template/spec/containers/0/image";
    String before = get(api, web).at(image).asString();
    assertThat(before).contains("/demo/app@sha256:");
    List<String> tags = List.of("v2", "v1");
    ApiCaller.Answer moved =
        api.api(
            api.administrator(),
            "PUT",
            DEMO + "/imagestreamtags/app:live",
            """
            {"kind":"ImageStreamTag","apiVersion":"image.openshift.io/v1",
             "metadata":{"name":"app:live","namespace":"demo"},
             "tag":{"name":"live","from":{"kind":"ImageStreamTag","name":"app:%s"}}}
            """
                .formatted(tags.get(start)));
    assertThat(moved.status()).as(moved.json().toString()).isBetween(200, 201);
    await().until(() -> !get(api, web).at(image).asString().equals(before));
  }
}
