package dev.weir.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.encoded.EventOrigins;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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

  @Test
  void allThatIsDoneToAStreamOnItsWayOutIsDoneAtOnce() {
    TagEvent event = new TagEvent(Instant.EPOCH, "registry.weir.invalid/demo/app@x", "x", 1);
    ImageStream stream =
        ImageStream.empty(new StreamName("demo", "app"))
            .withTag("live", new TagHistory(List.of(event), List.of()));
    String made = "\t,\"made\":{\"by\":[\"ann@registry.weir.invalid\"],\"as\":\"p0\"}\t}";
    String shell = new String(ApiObject.encode(StreamJson.write(stream)), UTF_8);
    byte[] stored = (shell.substring(0, shell.length() - 1) + made).getBytes(UTF_8);
    for (boolean outside : new boolean[] {true, false}) {
      PublishedHost host = new PublishedHost("a.registry.example.com:5000", outside);

      ApiObject atOnce =
          ApiObject.stored(
              stored,
              7,
              edits -> {
                host.fill(edits, EventOrigins.begin(stored));
                EventOrigins.cut(edits);
              });

      ApiObject stepByStep = ApiObject.stored(host.fill(EventOrigins.cut(stored)), 7);
      assertThat(atOnce.json()).asString().isEqualTo(new String(stepByStep.json(), UTF_8));
      assertThat(atOnce.json())
          .asString()
          .contains("example.com:5000/demo/app@x")
          .doesNotContain("ann");
    }
  }
}
