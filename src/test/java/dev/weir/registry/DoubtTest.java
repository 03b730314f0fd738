package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.DOUBTED;
import static dev.weir.registry.TestRegistry.LAYERS;
import static dev.weir.registry.TestRegistry.LOST;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.registry.TestRegistry.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry, where nobody can tell what somebody may, or who that is. */
class DoubtTest {
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private static void assertUnavailable(Answer answer, String... words) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.code()).isEqualTo("UNAVAILABLE");
    assertThat(answer.message()).contains(words).contains("try again later");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/team/app/manifests/v1",
    "GET, /v2/team/app/tags/list",
    "PUT, /v2/team/app/manifests/v2",
    "DELETE, /v2/team/app/manifests/v1",
    "POST, /v2/team/app/blobs/uploads/",
    "GET, /v2/_catalog"
  })
  void nothingIsServedWhileNobodyCanTellWhetherItMayBe(String method, String path)
      throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");

    assertUnavailable(registry.send(DOUBTED, method, path), "the judge does not answer");
    assertThat(TestRegistry.strings(registry.get(DEV, "/v2/team/app/tags/list").json().get("tags")))
        .containsExactly("v1");
  }

  @Test
  void noStreamIsMadeByAPushInDoubt() throws Exception {
    byte[] config = TestManifests.config("a");
    byte[] layer = "layer".getBytes(StandardCharsets.UTF_8);
    registry.pushBlob(LAYERS, "team/new", config);
    registry.pushBlob(LAYERS, "team/new", layer);

    assertUnavailable(
        registry.pushManifest(
            LAYERS, "team/new", "v1", OCI_MANIFEST, TestManifests.image(config, List.of(layer))),
        "the right to create imagestreams.image.openshift.io \"new\"");
    assertThat(registry.get(ROOT, "/v2/team/new/tags/list").status()).isEqualTo(404);
  }

  @Test
  void noTagIsDeletedInDoubt() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");

    assertUnavailable(
        registry.send(LAYERS, "DELETE", "/v2/team/app/manifests/v1"),
        "the right to delete imagestreamtags.image.openshift.io \"app:v1\"");
    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"/v2/", "/openshift/token", "/v2/team/app/tags/list"})
  void aTokenThatNobodyCanCheckIsNeitherGoodNorBad(String path) throws Exception {
    assertUnavailable(
        registry.get(LOST, path),
        "who calls cannot be told now",
        "the keeper of tokens does not answer");
  }
}
