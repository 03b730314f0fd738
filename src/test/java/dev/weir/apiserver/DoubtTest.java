package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The API, where nobody can tell what somebody may, or who that is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DoubtTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams";
  private static final String STREAM =
      "{\"kind\":\"ImageStream\",\"apiVersion\":\"image.openshift.io/v1\",\"metadata\":{\"name\":\"%s\"}}";

  private TestApi api;

  @BeforeAll
  void start() throws Exception {
    api = TestApi.start();
    assertThat(api.post(STREAMS, STREAM.formatted("kept")).statusCode()).isEqualTo(201);
  }

  @AfterAll
  void stop() throws Exception {
    api.close();
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    HttpRequest.Builder request =
        api.request(path)
            .setHeader("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return api.send(request);
  }

  private static void assertUnavailable(HttpResponse<String> answer, String... words) {
    ObjectNode status = TestApi.tree(answer);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(status.get("kind").asString()).isEqualTo("Status");
    assertThat(status.get("reason").asString()).isEqualTo("ServiceUnavailable");
    assertThat(status.get("message").asString()).contains(words).contains("try again later");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /kept, get",
    "GET, '', list",
    "GET, '?watch=true', watch",
    "PUT, /kept, update",
    "DELETE, /kept, delete",
    "POST, '', create"
  })
  void nothingIsDoneWhileNobodyCanTellWhetherItMayBe(String method, String rest, String verb)
      throws Exception {
    String body =
        method.equals("GET") ? "" : STREAM.formatted(verb.equals("create") ? "new" : "kept");

    assertUnavailable(
        send(TestApi.DOUBTED, method, STREAMS + rest, body),
        "the right to " + verb + " imagestreams.image.openshift.io",
        "the judge does not answer");
    assertThat(api.get(STREAMS + "/kept").statusCode()).isEqualTo(200);
    assertThat(api.get(STREAMS + "/new").statusCode()).isEqualTo(404);
  }

  @Test
  void nobodyIsActedForWhileNobodyCanTellWhetherTheyMayBe() throws Exception {
    HttpRequest.Builder request =
        api.request(STREAMS)
            .setHeader("Authorization", "Bearer " + TestApi.DOUBTED)
            .header("Impersonate-User", "dev");

    assertUnavailable(api.send(request), "impersonate", "users \"dev\"");
  }

  @Test
  void aTokenThatNobodyCanCheckIsNeitherGoodNorBad() throws Exception {
    assertUnavailable(
        send(TestApi.LOST, "GET", STREAMS + "/kept", ""),
        "who calls cannot be told now",
        "the keeper of tokens does not answer");
    assertThat(send("unknown", "GET", STREAMS + "/kept", "").statusCode()).isEqualTo(401);
  }
}
