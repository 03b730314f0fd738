package dev.weir.platform.openshift.build;

import static dev.weir.platform.core.KindsFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.ListOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What a tag that moves means for a build config (controllers-and-access.md 3.2). */
class BuildConfigsTest {
  private static final String CONFIG =
      """
      metadata: {name: app}
      spec:
        source: {dockerfile: FROM x}
        strategy: {dockerStrategy: {from: {kind: ImageStreamTag, name: 'base:1'}}}
        triggers:
        - {type: ImageChange}
        - {type: ImageChange, imageChange: {from: {kind: ImageStreamTag, name: 'side:1', namespace: other}}}
        - {type: ImageChange, imageChange: {paused: true, from: {kind: ImageStreamTag, name: 'still:1'}}}
      """;

  private final FakeImages images = new FakeImages();
  private final KindsFixture kinds = new KindsFixture(images);
  private final Resources resources =
      new InProcessResources(
          () -> kinds.catalog, (_, _) -> new Decision.Allowed("test"), User.system("loops"));
  private final BuildConfigs triggered = new BuildConfigs();

  @AfterEach
  void close() {
    kinds.close();
  }

  private ObjectNode config() {
    return kinds.get("buildconfigs", "app");
  }

  private List<TriggerDecision> decide(ObjectNode config) {
    return triggered.decide(config, triggered.triggers(config).all(), images);
  }

  private static String words(List<TriggerDecision> decisions) {
    return String.join(
        " ", decisions.stream().map(decision -> decision.getClass().getSimpleName()).toList());
  }

  private List<Cause> causes(ObjectNode config) {
    return decide(config).stream()
        .filter(TriggerDecision.Move.class::isInstance)
        .map(TriggerDecision.Move.class::cast)
        .map(move -> new Cause(move, KindsFixture.NOW, Optional.empty()))
        .toList();
  }

  private List<ObjectNode> builds() {
    return kinds.rest("builds").list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(build -> build.copy())
        .toList();
  }

  @Test
  void eachTagIsComparedWithWhatWasBuiltLast() {
    kinds.create("buildconfigs", CONFIG);
    assertThat(words(decide(config()))).isEqualTo("Unresolved Unresolved Paused");

    images.move("demo/base:1", "a");
    images.move("demo/still:1", "a");
    assertThat(words(decide(config()))).isEqualTo("Move Unresolved Paused");

    triggered.carryOut(resources, config(), causes(config()));
    assertThat(words(decide(config()))).isEqualTo("UpToDate Unresolved Paused");

    images.move("other/side:1", "b");
    assertThat(words(decide(config()))).isEqualTo("UpToDate Move Paused");
  }

  @Test
  void anImageThatAnEarlierServerNotedInTheTriggerCounts() {
    images.move("demo/base:1", "a");
    kinds.create(
        "buildconfigs",
        CONFIG.replaceFirst(
            "type: ImageChange}",
            "type: ImageChange, imageChange: {lastTriggeredImageID: 'old:5000/demo/base@sha256:"
                + "a".repeat(64)
                + "'}}"));

    assertThat(words(decide(config()))).startsWith("UpToDate");
  }

  @ParameterizedTest
  @CsvSource({"'true', Paused Paused Paused", "'false', Move Unresolved Paused"})
  void aPausedConfigWaits(String value, String expected) {
    images.move("demo/base:1", "a");
    kinds.create(
        "buildconfigs",
        CONFIG.replace(
            "name: app}",
            "name: app, annotations: {openshift.io/build-config.paused: '" + value + "'}}"));

    assertThat(words(decide(config()))).isEqualTo(expected);
  }

  @Test
  void tagsThatMovedTogetherStartOneBuildWithACauseForEach() {
    images.move("demo/base:1", "a");
    images.move("other/side:1", "b");
    kinds.create("buildconfigs", CONFIG);

    triggered.carryOut(resources, config(), causes(config()));

    assertThat(builds()).hasSize(1);
    ObjectNode build = builds().getFirst();
    assertThat(at(build, "/spec/triggeredBy"))
        .isEqualTo(
            "[{\"message\":\"Image change\",\"imageChangeBuild\":{\"imageID\":\"%s\",\"fromRef\":{\"kind\":\"ImageStreamTag\",\"namespace\":\"demo\",\"name\":\"base:1\"}}},{\"message\":\"Image change\",\"imageChangeBuild\":{\"imageID\":\"%s\",\"fromRef\":{\"kind\":\"ImageStreamTag\",\"namespace\":\"other\",\"name\":\"side:1\"}}}]"
                .formatted(FakeImages.spec("a"), FakeImages.spec("b")));
    assertThat(at(build, "/spec/strategy/dockerStrategy/from/name"))
        .isEqualTo(FakeImages.spec("a"));
    for (ObjectNode told : List.of(config(), build)) {
      var cause = Json.parse(Meta.annotation(told, "weir.dev/cause"));
      assertThat(cause).hasSize(2);
      assertThat(cause.at("/0/tag").asString("")).isEqualTo("demo/base:1");
      assertThat(cause.at("/0/to").asString("")).isEqualTo(FakeImages.spec("a"));
    }
  }

  @Test
  void whoComesSecondWithTheSameMoveStartsNothing() {
    images.move("demo/base:1", "a");
    kinds.create("buildconfigs", CONFIG);
    ObjectNode seen = config();
    List<Cause> causes = causes(seen);

    triggered.carryOut(resources, seen, causes);
    triggered.carryOut(resources, seen, causes);
    kinds.delete("buildconfigs", "app");
    triggered.carryOut(resources, seen, causes);

    assertThat(builds()).hasSize(1);
    assertThat(kinds.rest("events").list(KindsFixture.DEMO, ListOptions.ALL).items()).isEmpty();
  }

  @Test
  void aFailureIsAnEventAndIsTriedAgain() {
    images.move("other/side:1", "b");
    kinds.create("buildconfigs", CONFIG);
    List<Cause> causes = causes(config());

    assertThatThrownBy(() -> triggered.carryOut(resources, config(), causes))
        .isInstanceOf(StatusException.class);

    assertThat(kinds.rest("events").list(KindsFixture.DEMO, ListOptions.ALL).items())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(at(event.tree(), "/reason")).isEqualTo("BuildConfigTriggerFailed");
              assertThat(at(event.tree(), "/involvedObject/name")).isEqualTo("app");
              assertThat(at(event.tree(), "/message")).contains("base:1");
            });
    assertThat(builds()).isEmpty();
  }

  @Test
  void whatIsBuiltFromCountsAsHandedOutThoughNothingFollowsIt() {
    ObjectNode config =
        KindsFixture.yaml(
            """
            metadata: {name: app, namespace: demo}
            spec:
              source: {images: [{from: {kind: ImageStreamTag, namespace: other, name: 'files:1'}}]}
              strategy: {dockerStrategy: {from: {kind: ImageStreamTag, namespace: other, name: 'base:1'}}}
              triggers: [{type: ImageChange}]
            """);

    assertThat(new ConfigInputs().triggers(config).all())
        .extracting(trigger -> trigger.from() + " " + trigger.active())
        .containsExactly("other/base:1 true", "other/files:1 false");
    assertThat(triggered.triggers(config).all()).extracting(Trigger::active).containsExactly(true);
  }

  @Test
  void imagesByTheirDigestAreInputsToo() {
    String digest = "sha256:" + "7".repeat(64);
    ObjectNode config =
        KindsFixture.yaml(
            """
            metadata: {name: app, namespace: demo}
            spec:
              source: {images: [{from: {kind: ImageStreamImage, namespace: other, name: 'files@7777777'}}]}
              strategy: {dockerStrategy: {from: {kind: ImageStreamImage, namespace: other, name: 'base@%s'}}}
            """
                .formatted(digest));

    assertThat(new ConfigInputs().triggers(config).all())
        .extracting(trigger -> trigger.from() + " " + trigger.active())
        .containsExactly("other/base:" + digest + " false", "other/files:7777777 false");
  }
}
