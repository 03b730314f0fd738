package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.follower.Trigger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TagImagesTest {
  private static final String LOCAL =
      """
      {"metadata":{"namespace":"demo","name":"app"},
       "spec":{"tags":[{"name":"v1","referencePolicy":{"type":"Local"}},
                       {"name":"v2","referencePolicy":{"type":"Source"}}]},
       "status":{"dockerImageRepository":"reg:5000/demo/app","tags":[
         {"tag":"v1","items":[{"dockerImageReference":"quay.io/x/y@sha256:1","image":"sha256:1"}]},
         {"tag":"v2","items":[{"dockerImageReference":"quay.io/x/y@sha256:2","image":"sha256:2"}]},
         {"tag":"v3","items":[{"dockerImageReference":"quay.io/x/y:3","image":""}]},
         {"tag":"v4","items":null}]}}
      """;

  @Test
  void rendersByReferencePolicy() {
    assertThat(stream(LOCAL).pullSpecs())
        .containsEntry("v1", "reg:5000/demo/app@sha256:1")
        .containsEntry("v2", "quay.io/x/y@sha256:2")
        .containsEntry("v3", "quay.io/x/y:3")
        .doesNotContainKey("v4");
  }

  @Test
  void tellsOnlyTheTagsThatMoved() {
    TagImages tags = new TagImages(_ -> false);
    assertThat(tags.put(stream(LOCAL))).hasSize(3);
    assertThat(tags.put(stream(LOCAL))).isEmpty();
    assertThat(tags.put(stream(LOCAL.replace("sha256:2", "sha256:9"))))
        .containsExactly(new Trigger.TagKey("demo", "app", "v2"));
  }

  @Test
  void membersThatAreNotAsTheyShouldBeCountAsAbsent() {
    assertThat(stream("[]").pullSpecs()).isEmpty();
    assertThat(stream("{\"metadata\":[{\"name\":\"x\"}],\"spec\":7,\"status\":null}").key())
        .isEqualTo("/");
    String odd =
        LOCAL
            .replace(
                "\"tags\":[{\"name\":\"v1\"",
                "\"tags\":[7,[{}],{\"name\":{\"a\":[1]}},{\"name\":\"v1\"")
            .replace("{\"type\":\"Source\"}", "\"Local\"")
            .replace(
                "\"image\":\"sha256:2\"}",
                "\"image\":\"sha256:2\",\"x\":{}},[],{\"image\":\"old\"}")
            .replace("\"items\":null", "\"items\":{\"image\":\"z\"}");
    assertThat(stream(odd).pullSpecs()).isEqualTo(stream(LOCAL).pullSpecs());
  }

  private static StreamTags stream(String json) {
    return StreamTags.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
