package dev.weir.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The registry's one host in what clients see (image-api.md 3.7). */
class PublishedHostTest {
  private static byte[] stored() {
    ImageStream stream = ImageStream.empty(new StreamName("demo", "app"));
    return ApiObject.encode(StreamJson.write(stream));
  }

  private static ObjectNode shown(PublishedHost host, byte[] stored) {
    return Json.parseObject(host.fill(stored));
  }

  @Test
  void aHostThatNobodyChoseIsNotSaidToBePublic() {
    ObjectNode stream = shown(new PublishedHost("127.0.0.1:5000"), stored());
    assertThat(stream.get("status"))
        .isEqualTo(Json.object().put("dockerImageRepository", "127.0.0.1:5000/demo/app"));
  }

  @Test
  void aHostThatWasChosenIsThePublicOneToo() {
    ObjectNode stream = shown(new PublishedHost("registry.example.com", true), stored());
    assertThat(stream.get("status"))
        .isEqualTo(
            Json.object()
                .put("dockerImageRepository", "registry.example.com/demo/app")
                .put("publicDockerImageRepository", "registry.example.com/demo/app"));
  }

  @Test
  void textThatLooksLikeAStatusStaysText() {
    ObjectNode tree = Json.parseObject(stored());
    String text = "\"status\":{\"dockerImageRepository\":\"registry.weir.invalid/a/b\"}";
    Meta.setAnnotation(tree, "note", text);
    ObjectNode shown = shown(new PublishedHost("r.io", true), ApiObject.encode(tree));
    assertThat(Meta.annotation(shown, "note"))
        .isEqualTo("\"status\":{\"dockerImageRepository\":\"r.io/a/b\"}");
    assertThat(shown.at("/status/publicDockerImageRepository").stringValue())
        .isEqualTo("r.io/demo/app");
  }

  @Test
  void otherObjectsAreOnlyFilledIn() {
    byte[] image =
        "{\"dockerImageReference\":\"registry.weir.invalid/demo/app@x\"}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(shown(new PublishedHost("r.io", true), image))
        .isEqualTo(Json.object().put("dockerImageReference", "r.io/demo/app@x"));
  }
}
