package dev.weir.console.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ImageDifferenceTest {
  private static final String CONFIG =
      """
      {'os':'linux','history':[
        {'created_by':'ADD base'},
        {'created_by':'ENV A=1','empty_layer':true},
        {'created_by':'RUN make'}]}\
      """;

  private static ImageFacts image(String config, String own, String... layers) {
    ObjectNode image = Json.object();
    image.putObject("metadata").put("name", "sha256:" + String.join("", layers));
    ObjectNode metadata = image.putObject("dockerImageMetadata").put("Architecture", "amd64");
    metadata.set("Config", Json.parse(own.replace('\'', '"')));
    var list = image.putArray("dockerImageLayers");
    for (String layer : layers) {
      list.addObject().put("name", layer).put("size", 10);
    }
    return ImageFacts.of(image, Optional.of(config.replace('\'', '"').getBytes(UTF_8)));
  }

  private static List<String> made(List<Step> steps) {
    return steps.stream().map(Step::made).toList();
  }

  @Test
  void eachLayerHasTheLineOfHistoryThatMadeIt() {
    ImageFacts facts = image(CONFIG, "{}", "base", "made");

    assertThat(made(facts.steps())).containsExactly("ADD base", "ENV A=1", "RUN make");
    assertThat(facts.steps().get(1).layer()).isEmpty();
    assertThat(facts.layers()).extracting(Step.Layer::digest).containsExactly("base", "made");
    assertThat(facts.platform()).isEqualTo("linux/amd64");
  }

  @Test
  void aHistoryThatDoesNotFitTheLayersTellsOfNone() {
    ImageFacts facts = image(CONFIG, "{}", "base");

    assertThat(made(facts.steps())).containsExactly("");
    assertThat(facts.layers()).hasSize(1);
  }

  @Test
  void aConfigurationThatIsNoneTellsNothing() {
    assertThat(image("[]", "{}", "one").steps()).hasSize(1);
    assertThat(image("no JSON", "{}", "one").steps()).hasSize(1);
  }

  @Test
  void theSameImageDiffersInNothing() {
    ImageFacts facts = image(CONFIG, "{'Env':['A=1'],'Labels':{'a':'b'}}", "base", "made");

    ImageDifference difference = ImageDifference.of(facts, facts);

    assertThat(difference.isNone()).isTrue();
    assertThat(made(difference.shared())).containsExactly("ADD base", "RUN make");
  }

  @Test
  void whatIsAddedRemovedAndChangedIsTold() {
    ImageDifference difference =
        ImageDifference.of(
            image("{}", "{'Env':['A=1','B=2'],'User':'root','Labels':{'x':''}}", "base", "old"),
            image("{}", "{'Env':['B=3','C=4'],'User':'1001','Cmd':['run','a b']}", "base", "new"));

    assertThat(difference.environment())
        .extracting(change -> change.kind().word() + " " + change.name())
        .containsExactly("removed A", "changed B", "added C");
    assertThat(difference.facts())
        .extracting(change -> change.name() + ": " + change.before() + " > " + change.after())
        .containsExactlyInAnyOrder("User: root > 1001", "Command:  > run \"a b\"");
    assertThat(difference.labels())
        .extracting(ImageDifference.Change::kind)
        .containsExactly(ImageDifference.Kind.REMOVED);
    assertThat(difference.removed()).hasSize(1);
    assertThat(difference.added()).hasSize(1);
    assertThat(difference.shared()).hasSize(1);
  }

  @Test
  void aLayerThatStandsTwiceIsSharedAsOftenAsInBoth() {
    ImageDifference difference =
        ImageDifference.of(image("{}", "{}", "a", "a", "b"), image("{}", "{}", "a", "b", "b"));

    assertThat(difference.shared()).hasSize(2);
    assertThat(difference.removed()).hasSize(1);
    assertThat(difference.added()).hasSize(1);
  }

  @Test
  void whatRefersToAnImageIsNamedByItsType() {
    assertThat(word("application/vnd.dev.cosign.artifact.sig.v1+json", "")).isEqualTo("Signature");
    assertThat(word("application/spdx+json", "")).isEqualTo("SBOM");
    assertThat(word("application/vnd.in-toto+json", "")).isEqualTo("Attestation");
    assertThat(word("application/vnd.oci.image.manifest.v1+json", "sha256-1.sbom"))
        .isEqualTo("SBOM");
    assertThat(word("text/plain", "")).isEqualTo("Artifact");
  }

  private static String word(String type, String tag) {
    return new Referrer("sha256:1", type, java.util.Map.of(), tag).word();
  }
}
