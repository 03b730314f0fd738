package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.objects.InProcessResources;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.workload.WorkloadKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A move is carried out on what it was decided by, or not at all. */
class AnnotatedTest {
  private static final String PATH = "spec.template.spec.containers[0].image";
  private static final String WORKLOAD =
      """
      metadata:
        name: web
        annotations: {image.openshift.io/triggers: '[]'}
      spec:
        selector: {matchLabels: {a: b}}
        template:
          metadata: {labels: {a: b}}
          spec: {containers: [{name: web, image: 'x/y:1'}, {name: side, image: 'x/y:1'}]}
      """;

  private final KindsFixture kinds = new KindsFixture();
  private final Annotated deployments =
      new Annotated(new WorkloadKind(Kinds.DEPLOYMENT, "spec.template.spec"));
  private final Resources resources =
      new InProcessResources(
          () -> kinds.catalog, (_, _) -> new Decision.Allowed("test"), User.system("loops"));
  private ObjectNode seen = Json.object();

  @BeforeEach
  void decide() {
    seen = kinds.create("deployments", WORKLOAD);
  }

  @AfterEach
  void close() {
    kinds.close();
  }

  private void carryOut(String to) {
    Trigger trigger = new Trigger.AtPath(new Trigger.TagKey("demo", "app", "live"), PATH, true);
    TriggerDecision.Move move = new TriggerDecision.Move(trigger, "x/y:1", to);
    deployments.carryOut(
        resources, seen, List.of(new Cause(move, Instant.EPOCH, Optional.empty())));
  }

  private int refusal(String to) {
    return KindsFixture.refusal(() -> carryOut(to)).code();
  }

  private String image(int container) {
    return KindsFixture.at(
        kinds.get("deployments", "web"), "/spec/template/spec/containers/" + container + "/image");
  }

  @Test
  void whatElseWasWrittenMeanwhileHoldsNothingUpAndStays() {
    kinds.edit("deployments", "web", object -> Meta.setAnnotation(object, "note", "x"));

    carryOut("x/y:2");

    assertThat(image(0)).isEqualTo("x/y:2");
    assertThat(image(1)).isEqualTo("x/y:1");
    assertThat(Meta.annotation(kinds.get("deployments", "web"), "note")).isEqualTo("x");
  }

  @Test
  void aTriggerThatWasChangedMeanwhileMovesNothing() {
    kinds.edit(
        "deployments",
        "web",
        object -> Meta.setAnnotation(object, TriggerAnnotation.KEY, "[{\"paused\":true}]"));

    assertThat(refusal("x/y:2")).isEqualTo(409);
    assertThat(image(0)).isEqualTo("x/y:1");
  }

  @Test
  void anImageThatSomebodyElseSetMeanwhileStays() {
    kinds.edit(
        "deployments",
        "web",
        object -> ((ObjectNode) object.at("/spec/template/spec/containers/0")).put("image", "z"));

    assertThat(refusal("x/y:2")).isEqualTo(409);
    assertThat(image(0)).isEqualTo("z");
  }

  @Test
  void containersThatChangedPlacesAreNotTakenForOneAnother() {
    kinds.edit(
        "deployments",
        "web",
        object -> {
          ArrayNode list = (ArrayNode) object.at("/spec/template/spec/containers");
          list.add(list.remove(0));
        });

    assertThat(refusal("x/y:2")).isEqualTo(409);
    assertThat(image(0)).isEqualTo("x/y:1");
    assertThat(image(1)).isEqualTo("x/y:1");
  }

  @Test
  void anotherObjectOfTheNameIsNotMoved() {
    kinds.delete("deployments", "web");
    kinds.create("deployments", WORKLOAD);

    assertThat(refusal("x/y:2")).isEqualTo(409);
    assertThat(image(0)).isEqualTo("x/y:1");
  }

  @Test
  void aRefusalOfTheObjectItselfIsNoChangeOfIt() {
    assertThat(refusal("")).isEqualTo(422);
    assertThat(image(0)).isEqualTo("x/y:1");
  }
}
