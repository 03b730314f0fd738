package dev.weir.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.workload.WorkloadKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What {@code set triggers} makes of triggers that somebody else wrote. */
class TriggerEditTest {
  private static final WorkloadKind DEPLOYMENT =
      new WorkloadKind(Kinds.DEPLOYMENT, "spec.template.spec");
  private static final String VOLUME =
      "spec.template.spec.volumes[?(@.name=='data')].image.reference";

  private static TriggerEdit edit(String path) {
    ObjectNode object =
        (ObjectNode)
            Json.parse(
                "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\"}]}}}}");
    var entries = Json.array();
    ObjectNode entry = entries.addObject();
    entry.putObject("from").put("kind", "ImageStreamTag").put("name", "app:old");
    entry.put("fieldPath", path);
    Meta.setAnnotation(object, TriggerEdit.ANNOTATION, Json.text(entries));
    return TriggerEdit.of(DEPLOYMENT, object).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[?(@.name==\"web\")]", "[?(@.name=='web')]", "[?(@.name='web')]", "[0]"})
  void aTriggerOfTheContainerIsReplacedHoweverItIsSpelled(String selector) {
    TriggerEdit edit = edit("spec.template.spec.containers" + selector + ".image");
    edit.set("app:new", "", "web", false);

    assertThat(edit.entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.name()).isEqualTo("app:new"));
  }

  @Test
  void aTriggerOfAnImageVolumeStaysAsItIs() {
    TriggerEdit edit = edit(VOLUME);
    edit.set("app:new", "", "web", false);

    assertThat(edit.entries()).extracting(TriggerEdit.Entry::path).contains(VOLUME).hasSize(2);
    assertThat(edit.annotation()).contains("app:old", "app:new");
  }
}
