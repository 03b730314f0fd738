package dev.weir.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.cluster.ObjectName;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.YamlDocuments;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Which images count, and what a command is told of them. */
class FollowedTest {
  private static final String POD =
      """
      metadata: {name: web, annotations: {weir.dev/cause: '[{"tag":"demo/app:live","to":"r/app@2","how":"push","by":"ann"}]'}}
      spec:
        initContainers: [{name: setup, image: r/setup@1}]
        containers: [{name: app, image: r/app@2}, {name: side-car, image: r/side@3}]
        ephemeralContainers: [{name: debug, image: r/debug@4}]
        volumes: [{name: data, image: {reference: r/data@5}}, {name: other, emptyDir: {}}]
      """;

  private static ObjectNode yaml(String text) {
    return (ObjectNode) YamlDocuments.documents(text).getFirst();
  }

  private static Followed followed(ResourceKind kind, String name, String container) {
    return new Followed("https://here:1", "demo", new ObjectName(kind, name), container);
  }

  private static Followed pod() {
    return followed(Kinds.POD, "web", "");
  }

  @Test
  void imagesOfContainersInitContainersAndVolumesCount() {
    assertThat(pod().images(yaml(POD)).orElseThrow().byPlace())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "init container setup", "r/setup@1",
                "container app", "r/app@2",
                "container side-car", "r/side@3",
                "volume data", "r/data@5"));
    assertThat(pod().images(yaml(POD)).orElseThrow().first()).isEqualTo("r/app@2");
  }

  @Test
  void theOrderOfContainersDoesNotCount() {
    ObjectNode other =
        yaml(
            POD.replace(
                "{name: app, image: r/app@2}, {name: side-car, image: r/side@3}",
                "{name: side-car, image: r/side@3}, {name: app, image: r/app@2}"));
    assertThat(pod().images(other)).isEqualTo(pod().images(yaml(POD)));
  }

  @Test
  void otherChangesDoNotCountAndEachImageDoes() {
    ObjectNode edited = yaml(POD.replace("name: debug, image: r/debug@4", "name: d, image: r/d@9"));
    assertThat(pod().images(edited)).isEqualTo(pod().images(yaml(POD)));
    for (String image : new String[] {"setup@1", "app@2", "side@3", "data@5"}) {
      assertThat(pod().images(yaml(POD.replace(image + "}", "new@9}"))))
          .as(image)
          .isPresent()
          .isNotEqualTo(pod().images(yaml(POD)));
    }
  }

  @Test
  void oneContainerOnlyIfItIsNamed() {
    assertThat(followed(Kinds.POD, "web", "side-car").images(yaml(POD)))
        .contains(new Images(Map.of("container side-car", "r/side@3")));
    assertThat(followed(Kinds.POD, "web", "setup").images(yaml(POD)).orElseThrow().first())
        .isEqualTo("r/setup@1");
    assertThat(followed(Kinds.POD, "web", "data").images(yaml(POD))).isEmpty();
  }

  @Test
  void aContainerWithoutImageIsWaitedFor() {
    ObjectNode waiting = yaml(POD.replace("r/side@3", "' '"));
    assertThat(pod().images(waiting)).isEmpty();
    assertThat(pod().lacking(waiting)).containsExactly("side-car");
    assertThat(followed(Kinds.POD, "web", "app").images(waiting)).isPresent();
  }

  @Test
  void eachKindHasItsPodSomewhereElse() {
    String spec = "{containers: [{name: app, image: r/app@1}]}";
    assertThat(
            followed(Kinds.CRON_JOB, "web", "")
                .images(yaml("spec: {jobTemplate: {spec: {template: {spec: " + spec + "}}}}"))
                .map(Images::first))
        .contains("r/app@1");
    for (ResourceKind kind :
        new ResourceKind[] {
          Kinds.DEPLOYMENT,
          Kinds.STATEFUL_SET,
          Kinds.DAEMON_SET,
          Kinds.REPLICA_SET,
          Kinds.REPLICATION_CONTROLLER,
          Kinds.JOB,
          Kinds.DEPLOYMENT_CONFIG
        }) {
      assertThat(
              followed(kind, "web", "")
                  .images(yaml("spec: {template: {spec: " + spec + "}}"))
                  .map(Images::first))
          .as(kind.kind())
          .contains("r/app@1");
    }
  }

  @Test
  void aTagIsItsImage() {
    Followed tag = followed(Kinds.IMAGE_STREAM_TAG, "app:live", "");
    ObjectNode seen = yaml("image: {dockerImageReference: r/app@1}");
    assertThat(tag.images(seen)).contains(Images.ofTag("r/app@1"));
    assertThat(tag.images(yaml("image: {}"))).isEmpty();
  }

  @Test
  void whatHasNoImagesIsRefusedWithWhatHas() {
    assertThatThrownBy(() -> followed(Kinds.CONFIG_MAP, "web", ""))
        .hasMessageContaining("configmaps run no containers")
        .hasMessageContaining("istag/STREAM:TAG");
    assertThatThrownBy(() -> followed(Kinds.IMAGE_STREAM, "app", ""))
        .hasMessageContaining("istag/app:TAG");
    assertThatThrownBy(() -> followed(Kinds.IMAGE_STREAM_TAG, "app", ""))
        .hasMessage("\"app\" names no tag; a tag is istag/STREAM:TAG");
    assertThatThrownBy(() -> followed(Kinds.IMAGE_STREAM_TAG, "app:live", "app"))
        .hasMessageContaining("--container");
  }

  private static Map<String, String> variables(Followed followed, ObjectNode object) {
    return RunVariables.of(
        Map.of("PATH", "/bin", "WEIR_IMAGE_OLD", "of another run", "WEIR_DATA", "stays"),
        followed,
        object,
        followed.images(object).orElseThrow(),
        Optional.of(new Images(Map.of("container app", "r/app@1"))));
  }

  @Test
  void aCommandIsToldTheImagesTheObjectAndTheCause() {
    assertThat(variables(pod(), yaml(POD)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("PATH", "/bin"),
                Map.entry("WEIR_DATA", "stays"),
                Map.entry("WEIR_IMAGE", "r/app@2"),
                Map.entry("WEIR_PREVIOUS_IMAGE", "r/app@1"),
                Map.entry("WEIR_IMAGE_SETUP", "r/setup@1"),
                Map.entry("WEIR_IMAGE_APP", "r/app@2"),
                Map.entry("WEIR_IMAGE_SIDE_CAR", "r/side@3"),
                Map.entry("WEIR_IMAGE_VOLUME_DATA", "r/data@5"),
                Map.entry("WEIR_KIND", "Pod"),
                Map.entry("WEIR_NAME", "web"),
                Map.entry("WEIR_NAMESPACE", "demo"),
                Map.entry("WEIR_CAUSE_TAG", "demo/app:live"),
                Map.entry("WEIR_CAUSE_HOW", "push"),
                Map.entry("WEIR_CAUSE_BY", "ann")));
  }

  @Test
  void aCauseOfAnotherImageIsNotTold() {
    for (String cause : new String[] {"[{\"to\":\"r/app@1\"}]", "{", "[1]", "7"}) {
      ObjectNode object = yaml(POD);
      Meta.setAnnotation(object, "weir.dev/cause", cause);
      assertThat(variables(pod(), object)).as(cause).doesNotContainKey("WEIR_CAUSE_TAG");
    }
  }

  @Test
  void whatNoEnvironmentCanHoldIsLeftOut() {
    ObjectNode object = yaml(POD.replace("r/side@3", "\"r/\\0side\""));
    assertThat(variables(pod(), object)).doesNotContainKey("WEIR_IMAGE_SIDE_CAR");
  }
}
