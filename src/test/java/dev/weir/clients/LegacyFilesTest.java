package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Files and endpoints of the time before groups (image-api.md 1.2). */
@WeirServer
class LegacyFilesTest {
  private static final String OLD = "/oapi/v1/namespaces/old/imagestreams";
  private static final String NEW = "/apis/image.openshift.io/v1/namespaces/old/imagestreams";
  private static final String FOUND_BY_KIND = "/api/v1/namespaces/old/legacyimagestreams";

  private final Path work;
  private final ServerProcess server;
  private final HttpApi api;

  LegacyFilesTest(Path work, ServerProcess server, HttpApi api) throws Exception {
    this.work = work;
    this.server = server;
    this.api = api;
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"old\"}}");
  }

  private RealClient client(String program) {
    var environment = server.environment(work);
    return program.equals("oc")
        ? RealClient.oc(environment)
        : RealClient.required(environment, program);
  }

  private static String stream(String version, String name, String tag) {
    return """
    {"apiVersion":"%s","kind":"ImageStream","metadata":{"name":"%s"},
     "spec":{"tags":[{"name":"%s","reference":true,"from":{"kind":"DockerImage","name":"example.com/a:1"}}]}}\
    """
        .formatted(version, name, tag);
  }

  private static ObjectNode ok(java.net.http.HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return HttpApi.tree(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "image.openshift.io/v1"})
  void bothEndpointsTakeBothVersionsAndAnswerInTheirOwn(String version) throws Exception {
    String name = "both-" + version.length();
    ObjectNode old = ok(api.post(OLD, stream(version, name, "one")));
    assertThat(old.get("apiVersion").asString()).isEqualTo("v1");
    assertThat(old.at("/metadata/selfLink").asString()).isEqualTo(OLD + "/" + name);
    ObjectNode found = ok(api.get(NEW + "/" + name));
    assertThat(found.get("apiVersion").asString()).isEqualTo("image.openshift.io/v1");
    assertThat(found.at("/metadata").has("selfLink")).isFalse();
    assertThat(found.at("/metadata/uid")).isEqualTo(old.at("/metadata/uid"));
    found.put("apiVersion", version);
    var replaced = api.send("PUT", OLD + "/" + name, "application/json", found.toString());
    assertThat(ok(replaced).get("apiVersion").asString()).isEqualTo("v1");
    var grouped = api.send("PUT", NEW + "/" + name, "application/json", found.toString());
    assertThat(grouped.statusCode()).as(grouped.body()).isEqualTo(200);
  }

  @Test
  void listsAndWatchesCarryTheVersionOfTheirEndpoint() throws Exception {
    api.post(NEW, stream("v1", "listed", "one"));
    ObjectNode list = ok(api.get(OLD + "?fieldSelector=name=listed"));
    assertThat(list.get("apiVersion").asString()).isEqualTo("v1");
    assertThat(list.at("/items").size()).isEqualTo(1);
    assertThat(list.at("/items/0/apiVersion").asString()).isEqualTo("v1");
    String events = api.get(OLD + "?watch=true&timeoutSeconds=1&fieldSelector=name=listed").body();
    assertThat(events).startsWith("{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"v1\"");
  }

  @Test
  void tablesHaveTheTitlesOfTheirTime() throws Exception {
    String accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    JsonNode old = ok(api.send(api.request(OLD).header("Accept", accept)));
    JsonNode today = ok(api.send(api.request(NEW).header("Accept", accept)));
    assertThat(old.at("/columnDefinitions/1/name").asString()).isEqualTo("Docker Repo");
    assertThat(today.at("/columnDefinitions/1/name").asString()).isEqualTo("Image Repository");
  }

  @Test
  void imageMetadataHasTheVersionOfItsEndpoint() throws Exception {
    String digest = "sha256:" + "1".repeat(64);
    String image =
        """
        {"apiVersion":"v1","kind":"Image","metadata":{"name":"%s"},
         "dockerImageReference":"example.com/a@%s",
         "dockerImageMetadata":{"kind":"DockerImage","apiVersion":"1.0","Id":"x"}}\
        """
            .formatted(digest, digest);
    JsonNode old = ok(api.post("/oapi/v1/images", image));
    assertThat(old.at("/dockerImageMetadata/apiVersion").asString()).isEqualTo("1.0");
    JsonNode today = ok(api.get("/apis/image.openshift.io/v1/images/" + digest));
    assertThat(today.at("/dockerImageMetadata/apiVersion").asString())
        .isEqualTo("image.openshift.io/1.0");
  }

  @Test
  void secretsAreListedAsTheCoreGroupListsThem() throws Exception {
    api.post(NEW, stream("v1", "pulls", "one"));
    String secret =
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"elsewhere"},
         "type":"kubernetes.io/dockerconfigjson","stringData":{".dockerconfigjson":"{\\"auths\\":{}}"}}\
        """;
    ok(api.post("/api/v1/namespaces/old/secrets", secret));
    JsonNode old = ok(api.get(OLD + "/pulls/secrets"));
    assertThat(old.get("kind").asString() + " " + old.get("apiVersion").asString())
        .isEqualTo("SecretList v1");
    String none = "/pulls/secrets?fieldSelector=metadata.name%3Dnone";
    assertThat(old.get("items").findValuesAsString("name")).contains("elsewhere");
    assertThat(ok(api.get(OLD + none)).get("items")).isEmpty();
    assertThat(ok(api.get(NEW + none)).get("items")).isEmpty();
    assertThat(api.get(OLD + "/pulls/layers").statusCode()).isEqualTo(404);
    assertThat(api.get("/oapi/v1/namespaces/old/imagetags").statusCode()).isEqualTo(404);
  }

  @Test
  void discoveryTellsOfTheEndpointAndOfTheKinds() throws Exception {
    JsonNode resources = ok(api.get("/oapi/v1"));
    assertThat(resources.get("groupVersion").asString()).isEqualTo("v1");
    assertThat(resources.at("/resources").findValuesAsString("name"))
        .contains("images", "imagestreams", "imagestreams/status", "imagestreamtags")
        .doesNotContain("imagetags", "imagestreams/layers");
    for (JsonNode resource : ok(api.get("/api/v1")).get("resources")) {
      if (resource.get("kind").asString().equals("ImageStream")) {
        assertThat(resource.get("name").asString()).isEqualTo("legacyimagestreams");
        assertThat(resource.get("verbs").toString()).isEqualTo("[\"create\"]");
        assertThat(resource.has("shortNames")).isFalse();
      }
    }
  }

  @Test
  void theKindOfAnOldFileIsCreatedInItsGroup() throws Exception {
    JsonNode made = ok(api.post(FOUND_BY_KIND, stream("v1", "by-kind", "one")));
    assertThat(made.get("apiVersion").asString()).isEqualTo("image.openshift.io/v1");
    assertThat(ok(api.get(NEW + "/by-kind")).at("/metadata/uid"))
        .isEqualTo(made.at("/metadata/uid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl", "oc"})
  void stockClientsTakeAnOldFileThroughItsLife(String program) throws Exception {
    RealClient client = client(program);
    Path file = work.resolve(program + ".json");
    Files.writeString(file, stream("v1", program, "one"));
    String[] created = {"-n", "old", "apply", "-f", file.toString()};
    assertThat(client.run(created)).contains("imagestream.image.openshift.io/" + program);
    assertThat(client.run(created)).contains("unchanged");
    Files.writeString(file, stream("v1", program, "two"));
    assertThat(client.attempt("", "-n", "old", "diff", "-f", file.toString()).out())
        .contains("+    name: two");
    assertThat(client.run(created)).contains("configured");
    assertThat(client.run("-n", "old", "get", "is", program, "-o", "jsonpath={.spec.tags[*].name}"))
        .isEqualTo("two");
    assertThat(client.run("-n", "old", "replace", "-f", file.toString())).contains("replaced");
    assertThat(client.run("-n", "old", "delete", "-f", file.toString())).contains("deleted");
    assertThat(client.run("-n", "old", "create", "-f", file.toString())).contains("created");
    assertThat(client.run("-n", "old", "get", "all", "-o", "name").lines())
        .containsOnlyOnce("imagestream.image.openshift.io/" + program);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl", "oc"})
  void aMisplacedFieldIsNamed(String program) throws Exception {
    String stream =
        """
        kind: ImageStream
        apiVersion: v1
        metadata:
          name: ruby
          tags:
          - from: {kind: DockerImage, name: "my.repo.com:5000/myimage"}
            name: mytag
        """;
    RealClient.Output refused = client(program).attempt(stream, "-n", "old", "create", "-f", "-");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("metadata.tags");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "image.openshift.io/v1"})
  void allThatIsWrongBesideAMisplacedFieldIsToldAtOnce(String apiVersion) throws Exception {
    String stream =
        """
        kind: ImageStream
        apiVersion: %s
        metadata: {name: "ru%%by", labels: {"-": x}, spec: {}, tags: []}
        """
            .formatted(apiVersion);
    RealClient.Output refused =
        RealClient.weir(server.environment(work))
            .attempt(stream, "-n", "old", "create", "--validate=ignore", "-f", "-");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .contains("metadata.spec", "metadata.tags", "metadata.name", "metadata.labels");
  }
}
