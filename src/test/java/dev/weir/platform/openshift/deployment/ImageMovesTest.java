package dev.weir.platform.openshift.deployment;

import static dev.weir.platform.core.KindsFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggerDecision.Move;
import dev.weir.objects.InProcessResources;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The image triggers of deployment configs: what they decide, and the write that carries it out.
 */
class ImageMovesTest {
  private static final String PLURAL = "deploymentconfigs";
  private static final String A = "own:5000/demo/app@sha256:" + "a".repeat(64);
  private static final String B = "own:5000/demo/app@sha256:" + "b".repeat(64);
  private static final String WAS_A = "was:5000/demo/app@sha256:" + "a".repeat(64);

  private final KindsFixture kinds = new KindsFixture();
  private final DeploymentConfigs configs = new DeploymentConfigs();
  private final Resources resources =
      new InProcessResources(
          () -> kinds.catalog, (_, _) -> new Decision.Allowed("test"), User.system("loops"));

  @AfterEach
  void close() {
    kinds.close();
  }

  private static TagLookup tags(Map<String, String> newest) {
    return new TagLookup() {
      @Override
      public Optional<String> newest(Trigger.TagKey tag) {
        return Optional.ofNullable(newest.get(tag.nameInNamespace()));
      }

      @Override
      public boolean isOwnHost(String host) {
        return host.equals("own:5000") || host.equals("was:5000");
      }
    };
  }

  private static String trigger(String tag, String containers, String more) {
    return "{type: ImageChange, imageChangeParams: {from: {kind: ImageStreamTag, name: '%s'},"
            .formatted(tag)
        + " containerNames: [%s]%s}}".formatted(containers, more);
  }

  /** Containers web, side and, before them, init; all at x/y:1. */
  private ObjectNode config(String... triggers) {
    kinds.create(
        PLURAL,
        """
        metadata: {name: web}
        spec:
          template:
            metadata: {labels: {a: b}}
            spec:
              initContainers: [{name: init, image: 'x/y:1'}]
              containers: [{name: web, image: 'x/y:1'}, {name: side, image: 'x/y:1'}]
          triggers: [%s]
        """
            .formatted(String.join(", ", triggers)));
    return kinds.get(PLURAL, "web");
  }

  private ObjectNode fired(int trigger, String image) {
    return kinds.edit(
        PLURAL,
        "web",
        config ->
            ((ObjectNode) config.at("/spec/triggers/" + trigger + "/imageChangeParams"))
                .put("lastTriggeredImage", image));
  }

  private List<TriggerDecision> decide(ObjectNode config, Map<String, String> newest) {
    return configs.decide(config, configs.triggers(config).all(), tags(newest));
  }

  private static String words(List<TriggerDecision> decisions) {
    return decisions.stream()
        .map(
            decision ->
                decision instanceof Move(Trigger _, String from, String to)
                    ? "Move %s to %s".formatted(from, to)
                    : decision.getClass().getSimpleName())
        .collect(Collectors.joining(", "));
  }

  /** Carries out what is decided now. */
  private void carryOut(ObjectNode config, Map<String, String> newest) {
    List<Cause> causes =
        decide(config, newest).stream()
            .filter(Move.class::isInstance)
            .map(move -> new Cause((Move) move, Instant.EPOCH, Optional.empty()))
            .toList();
    configs.carryOut(resources, config, causes);
  }

  private String images() {
    ObjectNode config = kinds.get(PLURAL, "web");
    return String.join(
        " ",
        at(config, "/spec/template/spec/initContainers/0/image"),
        at(config, "/spec/template/spec/containers/0/image"),
        at(config, "/spec/template/spec/containers/1/image"));
  }

  private String last(int trigger) {
    return at(
        kinds.get(PLURAL, "web"),
        "/spec/triggers/" + trigger + "/imageChangeParams/lastTriggeredImage");
  }

  @Test
  void anAutomaticTriggerSetsItsContainersAndNoOther() {
    ObjectNode config = config(trigger("app:v1", "web, init", ", automatic: true"));

    carryOut(config, Map.of("app:v1", A));

    assertThat(images()).isEqualTo(A + " " + A + " x/y:1");
    assertThat(last(0)).isEqualTo(A);
    ObjectNode moved = kinds.get(PLURAL, "web");
    assertThat(Json.parse(Meta.annotation(moved, Cause.ANNOTATION)))
        .isEqualTo(
            Json.parse(
                "[{\"tag\":\"demo/app:v1\",\"at\":\"containers web, init\",\"from\":\"x/y:1\","
                    + "\"to\":\"%s\",\"when\":\"1970-01-01T00:00:00Z\"}]".formatted(A)));
    assertThat(words(decide(moved, Map.of("app:v1", A)))).isEqualTo("UpToDate");
  }

  @Test
  void aTriggerThatIsNotAutomaticMovesNothing() {
    ObjectNode config = config(trigger("app:v1", "web", ""));

    assertThat(words(decide(config, Map.of("app:v1", A)))).isEqualTo("Paused");
    carryOut(config, Map.of("app:v1", A));

    assertThat(kinds.get(PLURAL, "web")).isEqualTo(config);
  }

  @Test
  void allAutomaticTriggersMoveOrNone() {
    ObjectNode config =
        config(
            trigger("app:v1", "web", ", automatic: true"),
            trigger("app:v2", "side", ", automatic: true"),
            trigger("app:v3", "init", ""));

    assertThat(words(decide(config, Map.of("app:v1", A)))).isEqualTo("Waits, Unresolved, Paused");
    carryOut(config, Map.of("app:v1", A));
    assertThat(kinds.get(PLURAL, "web")).isEqualTo(config);

    carryOut(config, Map.of("app:v1", A, "app:v2", B));
    assertThat(images()).isEqualTo("x/y:1 " + A + " " + B);
  }

  @Test
  void aTagThatHasNoImageAnyMoreFallsBackToTheOneThatFiredLast() {
    ObjectNode _ =
        config(
            trigger("app:v1", "web", ", automatic: true"),
            trigger("app:v2", "side", ", automatic: true"));
    ObjectNode config = fired(1, B);

    carryOut(config, Map.of("app:v1", A));

    assertThat(images()).isEqualTo("x/y:1 " + A + " " + B);
  }

  @Test
  void anEditByHandIsPutBack() {
    carryOut(config(trigger("app:v1", "web", ", automatic: true")), Map.of("app:v1", A));
    ObjectNode edited =
        kinds.edit(
            PLURAL,
            "web",
            config ->
                ((ObjectNode) config.at("/spec/template/spec/containers/0")).put("image", "z"));

    carryOut(edited, Map.of("app:v1", A));

    assertThat(images()).isEqualTo("x/y:1 " + A + " x/y:1");
  }

  @Test
  void imagesThatDifferInTheRegistrysOwnNameOnlyAreTheSame() {
    carryOut(config(trigger("app:v1", "web", ", automatic: true")), Map.of("app:v1", WAS_A));

    assertThat(words(decide(kinds.get(PLURAL, "web"), Map.of("app:v1", A)))).isEqualTo("UpToDate");
    assertThat(words(decide(kinds.get(PLURAL, "web"), Map.of("app:v1", B))))
        .isEqualTo("Move " + WAS_A + " to " + B);
  }

  @Test
  void whatATriggerWithoutAContainerFiredForIsNotedAllTheSame() {
    ObjectNode config = config(trigger("app:v1", "nobody", ", automatic: true"));
    assertThat(configs.triggers(config).problems())
        .singleElement()
        .asString()
        .startsWith("spec.triggers[0]: containerNames [nobody] names no container");

    carryOut(config, Map.of("app:v1", A));

    assertThat(last(0)).isEqualTo(A);
    assertThat(images()).isEqualTo("x/y:1 x/y:1 x/y:1");
    assertThat(Meta.annotations(kinds.get(PLURAL, "web"))).doesNotContainKey(Cause.ANNOTATION);
  }

  @Test
  void theFirstAutomaticTriggerOfAContainerHasIt() {
    ObjectNode config =
        config(
            trigger("app:v3", "web", ""),
            trigger("app:v1", "web", ", automatic: true"),
            trigger("app:v2", "web", ", automatic: true"));
    Map<String, String> newest = Map.of("app:v1", A, "app:v2", B);

    carryOut(config, newest);

    assertThat(images()).isEqualTo("x/y:1 " + A + " x/y:1");
    assertThat(last(2)).isEqualTo(B);
    assertThat(words(decide(kinds.get(PLURAL, "web"), newest)))
        .isEqualTo("Paused, UpToDate, UpToDate");
  }

  @Test
  void aTriggerThatMayNotMoveHoldsTheOthersBackUntilItHasFiredOnce() {
    ObjectNode config =
        config(
            trigger("app:v1", "web", ", automatic: true"),
            trigger("app:v2", "side", ", automatic: true"));
    Map<String, String> newest = Map.of("app:v1", A, "app:v2", A);
    List<Cause> first =
        List.of(
            new Cause((Move) decide(config, newest).getFirst(), Instant.EPOCH, Optional.empty()));

    configs.carryOut(resources, config, first);
    assertThat(kinds.get(PLURAL, "web")).isEqualTo(config);

    configs.carryOut(resources, fired(1, B), first);
    assertThat(images()).isEqualTo("x/y:1 " + A + " x/y:1");
  }

  @Test
  void whatElseWasWrittenMeanwhileHoldsNothingUpAndStays() {
    ObjectNode _ = config(trigger("app:v1", "web", ", automatic: true"));
    ObjectNode seen = kinds.edit(PLURAL, "web", config -> Meta.setAnnotation(config, "note", "x"));
    kinds.edit(PLURAL, "web", config -> Meta.setAnnotation(config, "other", "y"));
    kinds.edit(
        kinds.rest(PLURAL).subresource("status"),
        "web",
        config -> ((ObjectNode) config.get("status")).put("replicas", 3));

    carryOut(seen, Map.of("app:v1", A));

    assertThat(images()).isEqualTo("x/y:1 " + A + " x/y:1");
    assertThat(Meta.annotations(kinds.get(PLURAL, "web")))
        .containsKeys("note", "other", Cause.ANNOTATION);
  }

  @Test
  void annotationsThatCameMeanwhileAreNotLost() {
    ObjectNode seen = config(trigger("app:v1", "web", ", automatic: true"));
    kinds.edit(PLURAL, "web", config -> Meta.setAnnotation(config, "note", "x"));

    assertThat(KindsFixture.refusal(() -> carryOut(seen, Map.of("app:v1", A))).code())
        .isEqualTo(409);
    carryOut(kinds.get(PLURAL, "web"), Map.of("app:v1", A));

    assertThat(Meta.annotations(kinds.get(PLURAL, "web"))).containsKeys("note", Cause.ANNOTATION);
  }

  @Test
  void whatTheMoveWasDecidedByIsTestedInTheWrite() {
    ObjectNode _ = config(trigger("app:v1", "web", ", automatic: true"));
    ObjectNode seen = kinds.edit(PLURAL, "web", config -> Meta.setAnnotation(config, "note", "x"));
    kinds.edit(
        PLURAL,
        "web",
        config -> {
          ArrayNode list = (ArrayNode) config.at("/spec/template/spec/containers");
          list.add(list.remove(0));
        });
    assertThat(KindsFixture.refusal(() -> carryOut(seen, Map.of("app:v1", A))).code())
        .isEqualTo(409);

    ObjectNode again = kinds.get(PLURAL, "web");
    ObjectNode _ =
        kinds.edit(
            PLURAL,
            "web",
            config ->
                ((ObjectNode) config.at("/spec/triggers/0/imageChangeParams"))
                    .put("automatic", false));
    assertThat(KindsFixture.refusal(() -> carryOut(again, Map.of("app:v1", A))).code())
        .isEqualTo(409);
    assertThat(images()).isEqualTo("x/y:1 x/y:1 x/y:1");
  }
}
