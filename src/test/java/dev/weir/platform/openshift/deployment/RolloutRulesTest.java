package dev.weir.platform.openshift.deployment;

import static dev.weir.platform.core.KindsFixture.at;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What happens next to a deployment config, step by step, as if each were written. */
class RolloutRulesTest {
  private static final String CONFIG = "{type: ConfigChange}";
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private static String image(String more) {
    return "{type: ImageChange, imageChangeParams: {containerNames: [web], from: {kind:"
        + " ImageStreamTag, name: 'app:v1'}"
        + more
        + "}}";
  }

  private static RolloutState config(String triggers) {
    return config(triggers, "");
  }

  private static RolloutState config(String triggers, String more) {
    ObjectNode config =
        KindsFixture.yaml(
            """
            metadata: {name: web, namespace: demo, uid: u1, generation: 3, labels: {team: blue}, resourceVersion: '9'}
            spec:
              replicas: 2
              revisionHistoryLimit: 2
              selector: {app: web}
              strategy: {type: Rolling, rollingParams: {maxUnavailable: 25%%, maxSurge: 25%%}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: 'x/y:1'}]}
              triggers: [%s]
              %s
            status: {latestVersion: 0}
            """
                .formatted(triggers, more));
    return new RolloutState(config, List.of());
  }

  private static RolloutState edited(RolloutState state, Consumer<ObjectNode> change) {
    ObjectNode config = state.config().deepCopy();
    change.accept(config);
    return state.with(config);
  }

  private static ObjectNode container(ObjectNode config) {
    return (ObjectNode) config.at("/spec/template/spec/containers/0");
  }

  /** A trigger moved the image. */
  private static RolloutState fired(RolloutState state, int trigger, String image) {
    return edited(
        state,
        config -> {
          container(config).put("image", image);
          ((ObjectNode) config.at("/spec/triggers/" + trigger + "/imageChangeParams"))
              .put("lastTriggeredImage", image);
        });
  }

  private static RolloutState controller(
      RolloutState state, long version, Consumer<ObjectNode> change) {
    ObjectNode controller =
        state.rollouts().stream()
            .filter(rollout -> rollout.version() == version)
            .findFirst()
            .orElseThrow()
            .controller()
            .deepCopy();
    change.accept(controller);
    return state.with(new Rollout(controller));
  }

  /** Writes steps until there is nothing left to do; says what they were. */
  private static final class Walk {
    private final List<String> steps = new ArrayList<>();
    private RolloutState state;

    Walk(RolloutState begun) {
      state = begun;
      while (step(RolloutRules.next(state))) {
        assertThat(steps).as("steps without an end").hasSizeLessThan(100);
      }
    }

    private boolean step(Step step) {
      switch (step) {
        case Step.NextVersion(Details details) -> {
          steps.add("version " + details.message());
          state = edited(state, config -> config.set("status", details.next(state.status())));
        }
        case Step.Begin _ -> {
          steps.add("begin " + state.latestName());
          state = state.with(new Rollout(NewController.of(state)));
        }
        case Step.Change(ObjectNode controller) -> {
          Rollout changed = new Rollout(controller);
          steps.add(changed.name() + " " + changed.phase().text() + " " + changed.wanted());
          state = state.with(changed);
        }
        case Step.Forget(Rollout rollout) -> {
          steps.add("forget " + rollout.name());
          state = state.without(rollout.name());
        }
        case Step.Nothing _ -> {
          return false;
        }
      }
      return true;
    }

    String causes() {
      return at(state.status(), "/details/causes");
    }
  }

  @Test
  void aConfigWithTheUsualTriggerIsRolledOutAtOnce() {
    Walk walk = new Walk(config(CONFIG));

    assertThat(walk.steps)
        .containsExactly(
            "version config change",
            "begin web-1",
            "web-1 Pending 0",
            "web-1 Running 0",
            "web-1 Running 2",
            "web-1 Complete 2");
    assertThat(walk.causes()).isEqualTo("[{\"type\":\"ConfigChange\"}]");
  }

  @Test
  void aRolloutOfAVersionThatNobodyAskedForYetIsNotTheActiveOne() {
    RolloutState rolledOut = new Walk(config(CONFIG)).state;
    ObjectNode foreign = rolledOut.latest().orElseThrow().controller().deepCopy();
    Meta.of(foreign).put("name", "web-9");
    Meta.setAnnotation(foreign, RolloutAnnotations.VERSION, "999999999999999999");

    Walk walk = new Walk(rolledOut.with(new Rollout(foreign)));

    assertThat(walk.steps).containsExactly("web-9 Complete 0");
    assertThat(walk.state.active().map(Rollout::name)).contains("web-1");
  }

  @Test
  void aConfigWithoutTriggersWaitsUntilSomebodyAsks() {
    RolloutState idle = config("");
    assertThat(new Walk(idle).steps).isEmpty();

    RolloutState asked =
        edited(idle, config -> config.set("status", Details.manual().next(idle.status())));

    assertThat(new Walk(asked).steps).startsWith("begin web-1").endsWith("web-1 Complete 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: ImageChange, imageChangeParams: {containerNames: [web], from: {kind:"
            + " ImageStreamTag, name: 'app:v1'}}}",
        "{type: ConfigChange}, {type: ImageChange, imageChangeParams: {automatic: true,"
            + " containerNames: [nobody], from: {kind: ImageStreamTag, name: 'app:v1'}}}",
      })
  void theFirstVersionWaitsForAllImageTriggersAutomaticOrNot(String triggers) {
    RolloutState waiting = config(triggers);
    assertThat(new Walk(waiting).steps).isEmpty();

    int last = waiting.spec().path("triggers").size() - 1;
    Walk walk = new Walk(fired(waiting, last, "x/y@sha256:1"));

    assertThat(walk.steps).startsWith("version config change", "begin web-1");
  }

  @ParameterizedTest
  @CsvSource({"image, ' '", "image, ''", "initImage, ' '"})
  void nothingBeginsWhileAnImageIsBlank(String where, String blank) {
    RolloutState waiting =
        edited(
            config(CONFIG),
            config -> {
              if (where.equals("image")) {
                container(config).put("image", blank);
              } else {
                ((ObjectNode) config.at("/spec/template/spec"))
                    .putArray("initContainers")
                    .addObject()
                    .put("name", "init")
                    .put("image", blank);
              }
            });

    assertThat(new Walk(waiting).steps).isEmpty();
  }

  @Test
  void aTriggersImageIsTheCauseEvenWhereTheTemplateCounts() {
    RolloutState first =
        new Walk(fired(config(CONFIG + ", " + image(", automatic: true")), 1, "x/y@sha256:1"))
            .state;

    Walk walk = new Walk(fired(first, 1, "x/y@sha256:2"));

    assertThat(walk.steps)
        .containsExactly(
            "version image change",
            "begin web-2",
            "web-2 Pending 0",
            "web-2 Running 0",
            "web-2 Running 2",
            "web-1 Complete 0",
            "web-2 Complete 2");
    assertThat(walk.causes())
        .isEqualTo(
            "[{\"type\":\"ImageChange\",\"imageTrigger\":{\"from\":{\"kind\":\"DockerImage\","
                + "\"name\":\"x/y@sha256:2\"}}}]");
  }

  @Test
  void aTriggerThatIsNotAutomaticIsNoCause() {
    RolloutState images = new Walk(fired(config(image("")), 0, "x/y@sha256:1")).state;
    RolloutState both = new Walk(fired(config(CONFIG + ", " + image("")), 1, "x/y@sha256:1")).state;

    assertThat(new Walk(fired(images, 0, "x/y@sha256:2")).steps).isEmpty();
    assertThat(new Walk(fired(both, 1, "x/y@sha256:2")).steps).startsWith("version config change");
  }

  @Test
  void anotherTemplateIsACauseOnlyWhereItIsWanted() {
    RolloutState follows = new Walk(config(CONFIG)).state;
    RolloutState images = new Walk(fired(config(image("")), 0, "x/y@sha256:1")).state;
    Consumer<ObjectNode> variable =
        config -> container(config).putArray("env").addObject().put("name", "A");

    assertThat(new Walk(edited(follows, variable)).steps)
        .startsWith("version config change", "begin web-2");
    assertThat(new Walk(edited(images, variable)).steps).isEmpty();
    assertThat(new Walk(edited(images, config -> container(config).put("image", "z"))).steps)
        .isEmpty();
  }

  @Test
  void anImageThatATriggerIsAboutToPutBackIsNotRolledOut() {
    RolloutState first =
        new Walk(fired(config(CONFIG + ", " + image(", automatic: true")), 1, "h/x@sha256:1"))
            .state;

    assertThat(new Walk(edited(first, config -> container(config).put("image", "z"))).steps)
        .isEmpty();
    assertThat(
            new Walk(edited(first, config -> container(config).put("image", "i/x@sha256:1"))).steps)
        .startsWith("version config change");
  }

  @Test
  void whatIsFilledInByALaterBuildIsNoNewTemplate() {
    RolloutState done = new Walk(config(CONFIG)).state;

    assertThat(
            new Walk(
                    edited(
                        done, config -> container(config).put("imagePullPolicy", "IfNotPresent")))
                .steps)
        .isEmpty();
  }

  @Test
  void aRolloutWhoseConfigCannotBeReadBringsAboutNoVersions() {
    RolloutState done =
        controller(
            new Walk(config(CONFIG)).state,
            1,
            controller -> Meta.setAnnotation(controller, RolloutAnnotations.ENCODED, "{nonsense"));

    assertThat(new Walk(edited(done, config -> container(config).put("image", "z"))).steps)
        .isEmpty();
  }

  @Test
  void aPausedConfigGetsNoVersionAndKeepsItsReplicas() {
    RolloutState done = new Walk(config(CONFIG)).state;
    Consumer<ObjectNode> change =
        config -> {
          ((ObjectNode) config.get("spec")).put("paused", true).put("replicas", 7);
          container(config).put("image", "z");
        };

    RolloutState paused = edited(done, change);

    assertThat(new Walk(paused).steps).isEmpty();
    assertThat(progress(paused)).isEqualTo("Unknown DeploymentConfigPaused");
    assertThat(
            new Walk(edited(paused, config -> ((ObjectNode) config.get("spec")).remove("paused")))
                .steps)
        .startsWith("version config change")
        .endsWith("web-2 Complete 7");
  }

  private static String progress(RolloutState state) {
    return Json.arrayAt(ConfigStatus.of(state, Optional.empty(), NOW), "conditions")
        .valueStream()
        .filter(condition -> Json.string(condition, "type").equals("Progressing"))
        .map(condition -> Json.string(condition, "status") + " " + Json.string(condition, "reason"))
        .findFirst()
        .orElse("");
  }

  @Test
  void whereOldPodsGoFirstTheyGoFirst() {
    RolloutState first =
        new Walk(
                edited(
                    config(CONFIG),
                    config ->
                        ((ObjectNode) config.at("/spec/strategy"))
                            .put("type", "Recreate")
                            .remove("rollingParams")))
            .state;

    assertThat(new Walk(edited(first, config -> container(config).put("image", "z"))).steps)
        .containsSubsequence(
            "web-2 Running 0", "web-1 Complete 0", "web-2 Running 2", "web-2 Complete 2");
  }

  @Test
  void replicasGoToTheNewestCompleteRolloutAndNoOther() {
    RolloutState done =
        new Walk(edited(new Walk(config(CONFIG)).state, c -> container(c).put("image", "z"))).state;

    assertThat(
            new Walk(edited(done, config -> ((ObjectNode) config.get("spec")).put("replicas", 5)))
                .steps)
        .containsExactly("web-2 Complete 5");
    assertThat(
            new Walk(controller(done, 1, c -> ((ObjectNode) c.get("spec")).put("replicas", 4)))
                .steps)
        .containsExactly("web-1 Complete 0");
    assertThat(
            new Walk(controller(done, 2, c -> ((ObjectNode) c.get("spec")).put("replicas", 9)))
                .steps)
        .containsExactly("web-2 Complete 2");
  }

  @Test
  void aTestHasItsPodsOnlyWhileItIsRolledOut() {
    assertThat(new Walk(config(CONFIG, "test: true")).steps)
        .endsWith("web-1 Running 2", "web-1 Complete 2", "web-1 Complete 0");
  }

  private static RolloutState custom(String image) {
    return edited(
        config(CONFIG),
        config -> {
          ((ObjectNode) config.get("spec"))
              .putObject("strategy")
              .put("type", "Custom")
              .putObject("customParams")
              .put("image", "my/deployer");
          container(config).put("image", image);
        });
  }

  @Test
  void aCustomRolloutIsLeftToWhoeverRunsIt() {
    Walk walk = new Walk(custom("x/y:1"));
    assertThat(walk.steps).containsExactly("version config change", "begin web-1");
    assertThat(progress(walk.state)).isEqualTo("True NewReplicationControllerCreated");

    RolloutState done =
        controller(walk.state, 1, c -> Meta.setAnnotation(c, RolloutAnnotations.PHASE, "Complete"));

    assertThat(new Walk(done).steps).containsExactly("web-1 Complete 2");
    assertThat(progress(done)).isEqualTo("True NewReplicationControllerAvailable");
  }

  @Test
  void aRolloutOnItsWayIsCancelledByANewerVersionBeforeThatBegins() {
    RolloutState underway = new Walk(custom("x/y:1")).state;

    Walk walk = new Walk(edited(underway, config -> container(config).put("image", "z")));

    assertThat(walk.steps)
        .containsExactly("version config change", "web-1 Failed 0", "begin web-2");
    Rollout old = walk.state.rollouts().getFirst();
    assertThat(old.isCancelled()).isTrue();
    assertThat(Meta.annotation(old.controller(), RolloutAnnotations.REASON))
        .isEqualTo("newer deployment was found running");
  }

  @Test
  void aRolloutThatSomebodyCancelsFailsAndTheOneBeforeHasThePods() {
    RolloutState first = new Walk(config(CONFIG)).state;
    RolloutState second =
        new Walk(
                edited(custom("z"), config -> config.set("status", first.status()))
                    .with(first.rollouts().getFirst()))
            .state;
    RolloutState half =
        controller(
            controller(second, 1, c -> ((ObjectNode) c.get("spec")).put("replicas", 0)),
            2,
            c -> ((ObjectNode) c.get("spec")).put("replicas", 1));

    Walk walk =
        new Walk(
            controller(half, 2, c -> Meta.setAnnotation(c, RolloutAnnotations.CANCELLED, "true")));

    assertThat(walk.steps)
        .containsExactlyInAnyOrder("web-2 Failed 1", "web-1 Complete 2", "web-2 Failed 0");
    assertThat(progress(walk.state)).isEqualTo("False RolloutCancelled");

    RolloutState retried =
        edited(
            controller(
                walk.state,
                2,
                c -> {
                  Meta.setAnnotation(c, RolloutAnnotations.PHASE, "New");
                  Meta.removeAnnotation(c, RolloutAnnotations.CANCELLED);
                }),
            config ->
                ((ObjectNode) config.get("spec")).putObject("strategy").put("type", "Rolling"));
    assertThat(new Walk(retried).steps).endsWith("web-1 Complete 0", "web-2 Complete 2");
  }

  @Test
  void theOldestRolloutsBeyondTheLimitGo() {
    RolloutState state = new Walk(config(CONFIG)).state;
    List<String> steps = new ArrayList<>();
    for (int i = 2; i <= 5; i++) {
      String image = "x/y:" + i;
      Walk walk = new Walk(edited(state, config -> container(config).put("image", image)));
      state = walk.state;
      steps.addAll(walk.steps);
    }

    assertThat(steps)
        .filteredOn(step -> step.startsWith("forget"))
        .containsExactly("forget web-1", "forget web-2");
    assertThat(state.rollouts())
        .extracting(Rollout::name)
        .containsExactly("web-3", "web-4", "web-5");
    RolloutState kept =
        controller(
            edited(state, c -> ((ObjectNode) c.get("spec")).put("revisionHistoryLimit", 0)),
            3,
            c -> c.putObject("status").put("replicas", 1));
    assertThat(new Walk(kept).steps).containsExactly("forget web-4");
  }

  @Test
  void aConfigThatIsBeingDeletedIsLeftAlone() {
    RolloutState going =
        edited(config(CONFIG), config -> Meta.of(config).put("deletionTimestamp", NOW.toString()));

    assertThat(new Walk(going).steps).isEmpty();
  }

  /** Whoever is killed after any write goes on with the next one. */
  @Test
  void eachStepFollowsFromWhatIsThere() {
    RolloutState first = new Walk(config(CONFIG)).state;
    RolloutState changed = edited(first, config -> container(config).put("image", "z"));
    List<String> whole = new Walk(changed).steps;

    RolloutState killed = changed;
    for (int written = 0; written < whole.size(); written++) {
      assertThat(new Walk(killed).steps).isEqualTo(whole.subList(written, whole.size()));
      Walk one = new Walk(new RolloutState(first.config(), List.of()));
      one.state = killed;
      assertThat(one.step(RolloutRules.next(killed))).isTrue();
      killed = one.state;
    }
    assertThat(new Walk(killed).steps).isEmpty();
  }

  @Test
  void theControllerIsWhatUsersExpect() {
    RolloutState state = edited(config(CONFIG), c -> container(c).put("image", " x/y:1 "));
    Walk walk = new Walk(state);
    ObjectNode controller = walk.state.rollouts().getFirst().controller();

    assertThat(Meta.labels(controller))
        .containsOnly(entry("team", "blue"), entry("openshift.io/deployment-config.name", "web"));
    assertThat(Meta.annotations(controller))
        .containsEntry("openshift.io/deployment-config.name", "web")
        .containsEntry("openshift.io/deployment-config.latest-version", "1")
        .containsEntry("openshift.io/deployment.phase", "Complete")
        .containsEntry("openshift.io/deployment.status-reason", "config change")
        .containsEntry("openshift.io/deployment.replicas", "2")
        .containsEntry("kubectl.kubernetes.io/desired-replicas", "2")
        .containsKey("openshift.io/encoded-deployment-config");
    assertThat(at(controller, "/spec/selector"))
        .isEqualTo("{\"app\":\"web\",\"deploymentconfig\":\"web\",\"deployment\":\"web-1\"}");
    assertThat(at(controller, "/spec/template/metadata/labels"))
        .isEqualTo(at(controller, "/spec/selector"));
    assertThat(at(controller, "/spec/template/metadata/annotations"))
        .isEqualTo(
            "{\"openshift.io/deployment.name\":\"web-1\","
                + "\"openshift.io/deployment-config.name\":\"web\","
                + "\"openshift.io/deployment-config.latest-version\":\"1\"}");
    assertThat(at(controller, "/spec/template/spec/containers/0/image")).isEqualTo("x/y:1");
    assertThat(at(controller, "/metadata/ownerReferences/0/uid")).isEqualTo("u1");
    assertThat(at(controller, "/metadata/ownerReferences/0/controller")).isEqualTo("true");
  }

  @Test
  void theStatusCountsThePodsThatOthersTellOf() {
    RolloutState done =
        controller(
            new Walk(config(CONFIG)).state,
            1,
            c ->
                c.putObject("status")
                    .put("replicas", 2)
                    .put("readyReplicas", 2)
                    .put("availableReplicas", 1));

    ObjectNode status = ConfigStatus.of(done, Optional.empty(), NOW);

    assertThat(at(status, "/replicas")).isEqualTo("2");
    assertThat(at(status, "/updatedReplicas")).isEqualTo("2");
    assertThat(at(status, "/availableReplicas")).isEqualTo("1");
    assertThat(at(status, "/unavailableReplicas")).isEqualTo("1");
    assertThat(at(status, "/readyReplicas")).isEqualTo("2");
    assertThat(at(status, "/observedGeneration")).isEqualTo("3");
    assertThat(at(status, "/conditions/0/status")).isEqualTo("False");
    RolloutState told = edited(done, config -> config.set("status", status));
    assertThat(ConfigStatus.of(told, Optional.empty(), NOW.plusSeconds(60))).isEqualTo(status);
  }

  @Test
  void theNextVersionForgetsTheProgressOfTheOneBefore() {
    RolloutState done = new Walk(config(CONFIG)).state;
    ObjectNode status = ConfigStatus.of(done, Optional.empty(), NOW);
    assertThat(progress(done)).isEqualTo("True NewReplicationControllerAvailable");

    ObjectNode next = Details.manual().next(status);

    assertThat(at(next, "/latestVersion")).isEqualTo("2");
    assertThat(at(next, "/conditions")).contains("Available").doesNotContain("Progressing");
  }
}
