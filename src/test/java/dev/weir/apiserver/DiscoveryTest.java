package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DiscoveryTest {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList";
  private TestApi api;

  @BeforeAll
  void start() throws Exception {
    api = TestApi.start();
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v2beta1"})
  void theAggregatedFormSaysWhatThePlainOneSays(String version) throws Exception {
    String accept = AGGREGATED.formatted(version);
    var answer = api.send(api.request("/apis").header("Accept", accept));
    assertThat(answer.headers().firstValue("Content-Type")).contains(accept);
    JsonNode groups = TestApi.tree(answer);
    assertThat(groups.get("apiVersion").asString()).isEqualTo("apidiscovery.k8s.io/" + version);
    for (JsonNode group : groups.get("items")) {
      for (JsonNode served : group.get("versions")) {
        String path =
            "/apis/"
                + group.at("/metadata/name").asString()
                + "/"
                + served.get("version").asString();
        JsonNode plain = TestApi.tree(api.get(path)).get("resources");
        for (JsonNode resource : served.get("resources")) {
          JsonNode same =
              plain
                  .valueStream()
                  .filter(p -> p.get("name").equals(resource.get("resource")))
                  .findFirst()
                  .orElseThrow();
          assertThat(resource.get("verbs")).isEqualTo(same.get("verbs"));
          assertThat(resource.get("singularResource")).isEqualTo(same.get("singularName"));
          assertThat(resource.at("/responseKind/kind")).isEqualTo(same.get("kind"));
          assertThat(resource.path("shortNames")).isEqualTo(same.path("shortNames"));
          assertThat(resource.path("categories")).isEqualTo(same.path("categories"));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api", "/apis", "/api/v1", "/apis/apps", "/oapi/v1", "/openapi/v3"})
  void documentsAreTaggedAndNotSentTwice(String path) throws Exception {
    String tag = api.get(path).headers().firstValue("ETag").orElseThrow();
    var again = api.send(api.request(path).header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    var aggregated =
        api.send(
            api.request(path)
                .header("Accept", AGGREGATED.formatted("v2"))
                .header("If-None-Match", "\"other\""));
    assertThat(aggregated.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api", "/apis/apps/v1", "/version", "/readyz", "/openapi/v2"})
  void headAnswersWithoutABody(String path) throws Exception {
    var answer = api.send(api.request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).isPresent();
  }
}
