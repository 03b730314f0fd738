package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.patch.JsonPatch;
import dev.weir.workload.WorkloadKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TriggerRulesTest {
  private static final WorkloadKind DEPLOYMENT =
      new WorkloadKind(
          new ResourceKind(
              "apps",
              "v1",
              "deployments",
              "deployment",
              "Deployment",
              true,
              List.of(),
              List.of(),
              List.of()),
          "spec.template.spec");
  private static final Trigger.TagKey TAG = new Trigger.TagKey("demo", "app", "latest");
  private static final String DIGEST = "@sha256:" + "a".repeat(64);
  private static final String NEW = "quay.io/demo/app" + DIGEST;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[?(@.name=='web')]",
        "[?(@.name='web')]",
        "[?(@.name==\"web\")]",
        "[?( @.name == \"web\" )]",
        "[0]"
      })
  void setsTheImageOfTheContainerThatThePathNames(String selector) {
    ObjectNode workload = deployment("old", "old");
    boolean changed = apply(workload, "spec.template.spec.containers" + selector + ".image");

    assertThat(changed).isTrue();
    assertThat(images(workload)).containsExactly(NEW, "old");
  }

  @Test
  void findsAnInitContainerByNameEvenUnderContainers() {
    ObjectNode workload = deployment("old", "old");
    DEPLOYMENT
        .podSpec(workload)
        .putArray("initContainers")
        .addObject()
        .put("name", "init")
        .put("image", " ");

    assertThat(apply(workload, "spec.template.spec.containers[?(@.name==\"init\")].image"))
        .isTrue();
    assertThat(
            Json.string(
                Json.arrayAt(DEPLOYMENT.podSpec(workload), "initContainers").get(0), "image"))
        .isEqualTo(NEW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[?(@.name==\"data\")]",
        "[?(@.name='data')]",
        "[?( @.name == 'data' )]",
        "[1]",
      })
  void setsTheReferenceOfTheImageVolumeThatThePathNames(String selector) {
    ObjectNode workload = deployment("old", "old");
    var volumes = DEPLOYMENT.podSpec(workload).putArray("volumes");
    volumes.addObject().put("name", "web").putObject("emptyDir");
    volumes.addObject().put("name", "data").putObject("image").put("reference", "old");

    assertThat(apply(workload, "spec.template.spec.volumes" + selector + ".image.reference"))
        .isTrue();
    assertThat(workload.at("/spec/template/spec/volumes/1/image/reference").asString(""))
        .isEqualTo(NEW);
    assertThat(images(workload)).containsExactly("old", "old");
  }

  @Test
  void setsTheReferenceOfAnImageVolumeThatHasNoneYet() {
    ObjectNode workload = deployment("old", "old");
    DEPLOYMENT
        .podSpec(workload)
        .putArray("volumes")
        .addObject()
        .put("name", "v")
        .putObject("image");

    assertThat(apply(workload, "spec.template.spec.volumes[0].image.reference")).isTrue();
    assertThat(workload.at("/spec/template/spec/volumes/0/image/reference").asString(""))
        .isEqualTo(NEW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"initContainers[0]", "initContainers[?(@.name='init')]"})
  void setsTheImageOfAnInitContainer(String place) {
    ObjectNode workload = deployment("old", "old");
    DEPLOYMENT
        .podSpec(workload)
        .putArray("initContainers")
        .addObject()
        .put("name", "init")
        .put("image", " ");

    assertThat(apply(workload, "spec.template.spec." + place + ".image")).isTrue();
    assertThat(workload.at("/spec/template/spec/initContainers/0/image").asString(""))
        .isEqualTo(NEW);
    assertThat(images(workload)).containsExactly("old", "old");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "volumes[0].image.reference | names no image volume",
        "volumes[?(@.name='web')].image.reference | names no image volume",
        "volumes[?(@.name='web')].image | must be of the form",
        "containers[0].image.reference | must be of the form",
        "ephemeralContainers[0].image | must be of the form",
        "containers[].image | must be of the form",
        "containers[0].image.x | must be of the form",
        "containers[99999999999].image | must be of the form",
        "containers[?(@.name=='web)].image | must be of the form",
        "containers[9].image | names no container",
      })
  void saysWhatIsWrongWithAPath(String path, String words) {
    ObjectNode workload = deployment("old", "old");
    DEPLOYMENT.podSpec(workload).putArray("volumes").addObject().put("name", "web");
    Trigger trigger = new Trigger.AtPath(TAG, "spec.template.spec." + path, true);

    assertThat(decide(workload, trigger, NEW))
        .isInstanceOfSatisfying(
            TriggerDecision.Misplaced.class,
            misplaced -> assertThat(misplaced.reason()).contains(words));
  }

  @Test
  void ofTwoPathsToOnePlaceTheFirstCounts() {
    ObjectNode workload = deployment("old", "old");
    DEPLOYMENT
        .podSpec(workload)
        .putArray("volumes")
        .addObject()
        .put("name", "v")
        .putObject("image");
    List<Trigger> triggers =
        List.of(
            new Trigger.AtPath(TAG, "spec.template.spec.volumes[0].image.reference", true),
            new Trigger.AtPath(
                new Trigger.TagKey("demo", "other", "latest"),
                "spec.template.spec.volumes[?(@.name=='v')].image.reference",
                true));

    assertThat(TriggerRules.decide(DEPLOYMENT, workload, triggers, tags(Map.of(TAG, NEW))).get(1))
        .isInstanceOfSatisfying(
            TriggerDecision.Misplaced.class,
            misplaced ->
                assertThat(misplaced.reason())
                    .endsWith("names an image volume that follows demo/app:latest"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.template.spec.containers[7].image",
        "spec.template.spec.containers[?(@.name==\"nope\")].image",
        "spec.template.spec.containers[-1].image",
        "spec.template.spec.containers[0].name",
        "spec.jobTemplate.spec.template.spec.containers[0].image",
        "spec.containers[0].image"
      })
  void changesNothingWhereThePathNamesNoContainer(String path) {
    ObjectNode workload = deployment("old", "old");

    assertThat(apply(workload, path)).isFalse();
    assertThat(images(workload)).containsExactly("old", "old");
  }

  @Test
  void leavesAPausedTriggerAlone() {
    Trigger paused = new Trigger.AtPath(TAG, "spec.template.spec.containers[0].image", false);
    assertThat(decide(deployment("old", "old"), paused, NEW))
        .isEqualTo(new TriggerDecision.Paused(paused));
  }

  @Test
  void waitsForATagWithoutImageAndDoesTheOthers() {
    Trigger first = new Trigger.AtPath(TAG, "spec.template.spec.containers[0].image", true);
    Trigger second =
        new Trigger.AtPath(
            new Trigger.TagKey("demo", "none", "yet"),
            "spec.template.spec.containers[1].image",
            true);
    ObjectNode workload = deployment("old", "old");
    List<TriggerDecision> decisions =
        TriggerRules.decide(DEPLOYMENT, workload, List.of(first, second), tags(Map.of(TAG, NEW)));

    assertThat(apply(workload, decisions)).isTrue();
    assertThat(images(workload)).containsExactly(NEW, "old");
    assertThat(decisions.get(1)).isEqualTo(new TriggerDecision.Unresolved(second));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:5000/demo/app, 127.0.0.1:5000/demo/app, true",
    "old.example.com/demo/app, 127.0.0.1:5000/demo/app, true",
    "evil.example.com/demo/app, 127.0.0.1:5000/demo/app, false",
    "127.0.0.1:5000/demo/other, 127.0.0.1:5000/demo/app, false"
  })
  void takesAChangeOfTheRegistrysOwnHostForTheSameImage(
      String present, String wanted, boolean same) {
    Trigger trigger = new Trigger.AtPath(TAG, "spec.template.spec.containers[0].image", true);
    List<String> own = List.of("127.0.0.1:5000", "old.example.com");
    TriggerDecision decision =
        TriggerRules.decide(
                DEPLOYMENT,
                deployment(present + DIGEST, "old"),
                List.of(trigger),
                tags(Map.of(TAG, wanted + DIGEST), own))
            .getFirst();

    assertThat(decision instanceof TriggerDecision.UpToDate).isEqualTo(same);
  }

  private static TriggerDecision decide(ObjectNode workload, Trigger trigger, String image) {
    return TriggerRules.decide(DEPLOYMENT, workload, List.of(trigger), tags(Map.of(TAG, image)))
        .getFirst();
  }

  private static boolean apply(ObjectNode workload, String path) {
    return apply(workload, List.of(decide(workload, new Trigger.AtPath(TAG, path, true), NEW)));
  }

  private static boolean apply(ObjectNode workload, List<TriggerDecision> decisions) {
    List<TriggerDecision.Move> moves =
        decisions.stream()
            .filter(TriggerDecision.Move.class::isInstance)
            .map(TriggerDecision.Move.class::cast)
            .toList();
    List<Cause> causes =
        moves.stream().map(move -> new Cause(move, Instant.EPOCH, Optional.empty())).toList();
    Meta.setAnnotation(workload, "note", "kept");
    ContainerPatch patch = new ContainerPatch(DEPLOYMENT, workload, causes);
    JsonNode patched = JsonPatch.parse(Json.parse(patch.bytes())).apply(workload);
    workload.set("spec", patched.get("spec"));
    return !moves.isEmpty();
  }

  /** Tags with these images, of a registry with no other name. */
  static TagLookup tags(Map<Trigger.TagKey, String> images) {
    return tags(images, List.of());
  }

  private static TagLookup tags(Map<Trigger.TagKey, String> images, List<String> ownHosts) {
    return new TagLookup() {
      @Override
      public Optional<String> newest(Trigger.TagKey tag) {
        return Optional.ofNullable(images.get(tag));
      }

      @Override
      public boolean isOwnHost(String host) {
        return ownHosts.contains(host);
      }
    };
  }

  private static List<String> images(ObjectNode workload) {
    return Json.arrayAt(DEPLOYMENT.podSpec(workload), "containers")
        .valueStream()
        .map(c -> Json.string(c, "image"))
        .toList();
  }

  private static ObjectNode deployment(String web, String side) {
    ObjectNode workload = Json.object();
    var containers =
        Json.ensureObject(
                Json.ensureObject(Json.ensureObject(workload, "spec"), "template"), "spec")
            .putArray("containers");
    containers.addObject().put("name", "web").put("image", web);
    containers.addObject().put("name", "side").put("image", side);
    return workload;
  }
}
