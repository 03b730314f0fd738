package dev.weir.platform.openshift.deployment;

import static dev.weir.platform.core.KindsFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.ListOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** The loop that rolls out, over a store in memory. */
@Timeout(60)
class RolloutLoopTest {
  private static final String CONFIGS = "deploymentconfigs";
  private static final String CONTROLLERS = "replicationcontrollers";

  private final KindsFixture kinds = new KindsFixture();
  private final RolloutWrites objects =
      new RolloutWrites(
          new InProcessResources(
              () -> kinds.catalog, (_, _) -> new Decision.Allowed("test"), User.system("loops")));
  private Loops loops = new Loops();

  @AfterEach
  void close() {
    loops.close();
    kinds.close();
  }

  private void start() {
    start(2);
  }

  private void start(int workers) {
    new RolloutLoop(
            objects,
            new EventRecorder(objects.real, Kinds.EVENT, "rollouts", () -> KindsFixture.NOW),
            () -> KindsFixture.NOW,
            new WorkQueue(Duration.ofMillis(5), Duration.ofMillis(50), System::nanoTime))
        .start(loops, workers);
  }

  private void config(String name) {
    kinds.create(
        CONFIGS,
        """
        metadata: {name: %s}
        spec:
          replicas: 2
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: web, image: 'x/y:1'}]}
        """
            .formatted(name));
  }

  private void image(String image) {
    kinds.edit(
        CONFIGS,
        "web",
        config -> ((ObjectNode) config.at("/spec/template/spec/containers/0")).put("image", image));
  }

  private void awaitComplete(String controller) {
    await()
        .untilAsserted(
            () -> {
              assertThat(names()).contains(controller);
              assertThat(
                      Meta.annotation(kinds.get(CONTROLLERS, controller), RolloutAnnotations.PHASE))
                  .isEqualTo("Complete");
              assertThat(progress())
                  .isEqualTo(
                      "replication controller \"" + controller + "\" successfully rolled out");
            });
  }

  private String progress() {
    return Json.arrayAt(Json.objectAt(kinds.get(CONFIGS, "web"), "status"), "conditions")
        .valueStream()
        .filter(condition -> Json.string(condition, "type").equals("Progressing"))
        .map(condition -> Json.string(condition, "message"))
        .findFirst()
        .orElse("");
  }

  private List<String> names() {
    return kinds.rest(CONTROLLERS).list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(object -> Meta.name(object.tree()))
        .toList();
  }

  @Test
  void asManyConfigsAreRolledOutAtOnceAsWasSaid() throws Exception {
    Set<String> inFlight = ConcurrentHashMap.newKeySet();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch gate = new CountDownLatch(1);
    objects.before =
        what -> {
          inFlight.add(what);
          most.accumulateAndGet(inFlight.size(), Math::max);
          waitFor(gate);
          inFlight.remove(what);
        };
    for (int i = 0; i < 8; i++) {
      config("web" + i);
    }
    start(3);
    await().until(() -> inFlight.size() == 3);
    gate.countDown();

    await().until(() -> names().size() == 8);
    assertThat(most.get()).isEqualTo(3);
  }

  private static void waitFor(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> warnings() {
    return kinds.rest("events").list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(event -> Json.string(event.tree(), "message"))
        .toList();
  }

  @Test
  void aConfigIsRolledOutAndItsStatusTellsSo() {
    start();
    config("web");
    awaitComplete("web-1");

    image("x/y:2");
    awaitComplete("web-2");

    assertThat(at(kinds.get(CONTROLLERS, "web-1"), "/spec/replicas")).isEqualTo("0");
    assertThat(at(kinds.get(CONTROLLERS, "web-2"), "/spec/replicas")).isEqualTo("2");
    ObjectNode config = kinds.get(CONFIGS, "web");
    assertThat(at(config, "/status/latestVersion")).isEqualTo("2");
    assertThat(at(config, "/status/observedGeneration")).isEqualTo("2");
    assertThat(at(config, "/status/availableReplicas")).isEqualTo("0");
    assertThat(at(config, "/status/unavailableReplicas")).isEqualTo("2");
  }

  @Test
  void whatIsDoneIsNotWrittenAgain() {
    start();
    config("web");
    awaitComplete("web-1");
    config("other");
    await().until(() -> names().contains("other-1"));
    List<String> before = List.copyOf(objects.made);

    kinds.edit(CONFIGS, "web", config -> Meta.setAnnotation(config, "note", "x"));
    kinds.edit(CONTROLLERS, "web-1", controller -> Meta.setAnnotation(controller, "note", "x"));
    config("third");
    await().until(() -> names().contains("third-1"));

    assertThat(objects.made.subList(before.size(), objects.made.size()))
        .filteredOn(write -> write.contains("web"))
        .isEmpty();
  }

  /** A loop that ends after any write; the next one goes on. */
  @Test
  void aRolloutGoesOnWhereverItWasBrokenOff() {
    config("web");
    start();
    awaitComplete("web-1");
    int writes = 8;
    for (int made = 0; made < writes; made++) {
      String image = "x/y:after-" + made;
      String next = "web-" + (made + 2);
      objects.left.set(made);
      image(image);
      await().until(() -> objects.left.get() == 0);
      loops.close();
      loops = new Loops();
      objects.left.set(Integer.MAX_VALUE);
      start();
      awaitComplete(next);
      assertThat(at(kinds.get(CONTROLLERS, next), "/spec/template/spec/containers/0/image"))
          .isEqualTo(image);
      assertThat(names()).hasSize(made + 2);
    }
  }

  @Test
  void whoWritesBetweenIsNotOverwritten() {
    objects.before =
        what -> {
          if (!what.startsWith("create")) {
            String name = what.substring(what.indexOf(' ') + 1);
            String plural = name.equals("web") ? CONFIGS : CONTROLLERS;
            String note = "n" + objects.made.size();
            if (objects.made.size() < 12) {
              kinds.edit(plural, name, object -> Meta.setAnnotation(object, note, "x"));
            }
          }
        };
    start();
    config("web");
    awaitComplete("web-1");

    assertThat(names()).containsExactly("web-1");
    assertThat(Meta.annotations(kinds.get(CONFIGS, "web"))).isNotEmpty();
  }

  @Test
  void aControllerThatIsInTheWayIsToldAndLeftAlone() {
    kinds.create(
        CONTROLLERS,
        "{metadata: {name: web-1}, spec: {replicas: 3, selector: {a: b}, template: {metadata:"
            + " {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}}}");
    config("web");
    start();
    await().until(() -> progress().contains("is not of this deployment config"));
    assertThat(at(kinds.get(CONTROLLERS, "web-1"), "/spec/replicas")).isEqualTo("3");
    assertThat(warnings()).singleElement().asString().contains("delete it, and the rollout begins");

    ObjectNode _ = kinds.delete(CONTROLLERS, "web-1");

    awaitComplete("web-1");
  }

  @Test
  void aControllerOfAnotherConfigInTheWayIsLookedAtAgainWhenItGoes() {
    kinds.create(
        CONTROLLERS,
        "{metadata: {name: web-1, ownerReferences: [{apiVersion: apps.openshift.io/v1, kind:"
            + " DeploymentConfig, name: api, uid: other, controller: true}]}, spec: {selector: {a:"
            + " b}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image:"
            + " x}]}}}}");
    config("web");
    start();
    await().until(() -> progress().contains("is not of this deployment config"));

    ObjectNode _ = kinds.delete(CONTROLLERS, "web-1");

    awaitComplete("web-1");
  }

  @Test
  void aConfigThatCameAnewHasNoneOfTheControllersOfTheOneBefore() {
    ControllerIndex index =
        new ControllerIndex(
            new WorkQueue(Duration.ofMillis(5), Duration.ofMillis(50), System::nanoTime));
    ObjectNode mine = owned("web-1", "web", "old");
    index.replaced(List.of(ApiObject.of(mine), ApiObject.of(owned("web-2", "web", "new"))));
    assertThat(index.of(named("web", "old"))).containsExactly("web-1");
    assertThat(index.of(named("web", "new"))).containsExactly("web-2");

    ((ObjectNode) mine.at("/metadata/ownerReferences/0")).put("uid", "new");
    index.changed(new ObjectEvent(ObjectEvent.Type.MODIFIED, ApiObject.of(mine)));
    assertThat(index.of(named("web", "old"))).isEmpty();
    assertThat(index.of(named("web", "new"))).containsExactlyInAnyOrder("web-1", "web-2");
    index.changed(new ObjectEvent(ObjectEvent.Type.DELETED, ApiObject.of(mine)));
    assertThat(index.of(named("web", "new"))).containsExactly("web-2");
  }

  private static ObjectNode named(String name, String uid) {
    ObjectNode config = Json.object();
    Meta.of(config).put("namespace", "demo").put("name", name).put("uid", uid);
    return config;
  }

  private static ObjectNode owned(String name, String owner, String uid) {
    ObjectNode controller = named(name, "of-" + name);
    Meta.of(controller)
        .putArray("ownerReferences")
        .addObject()
        .put("kind", "DeploymentConfig")
        .put("name", owner)
        .put("uid", uid)
        .put("controller", true);
    return controller;
  }

  @Test
  void aConfigWhoseVersionsAreUsedUpIsToldAndTheLoopRests() {
    config("web");
    kinds.edit(
        kinds.rest(CONFIGS).subresource("status"),
        "web",
        web -> ((ObjectNode) web.get("status")).put("latestVersion", 2147483647));
    start();
    awaitComplete("web-2147483647");

    image("x/y:2");

    await().until(() -> warnings().stream().anyMatch(text -> text.contains("are used up")));
    assertThat(names()).containsExactly("web-2147483647");
  }

  @Test
  void anOwnControllerOfAnotherVersionInTheWayIsToldAndTheLoopRests() {
    AtomicInteger tries = new AtomicInteger();
    config("web");
    start();
    awaitComplete("web-1");
    image("x/y:2");
    awaitComplete("web-2");
    objects.before =
        what -> {
          if (what.equals("create web-2")) {
            tries.incrementAndGet();
          }
        };

    kinds.edit(
        CONTROLLERS,
        "web-2",
        controller -> Meta.removeAnnotation(controller, RolloutAnnotations.VERSION));
    await().until(() -> progress().contains("web-2\" is there already and says another version"));
    int before = tries.get();
    config("other");
    awaitPhase("other-1");
    config("third");
    awaitPhase("third-1");

    assertThat(tries.get() - before).as("tries while nothing changes").isLessThanOrEqualTo(1);
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("openshift.io/deployment-config.latest-version", "delete it");

    kinds.edit(
        CONTROLLERS,
        "web-2",
        controller -> Meta.setAnnotation(controller, RolloutAnnotations.VERSION, "2"));
    awaitComplete("web-2");
  }

  private void awaitPhase(String controller) {
    await()
        .untilAsserted(
            () -> {
              assertThat(names()).contains(controller);
              assertThat(
                      Meta.annotation(kinds.get(CONTROLLERS, controller), RolloutAnnotations.PHASE))
                  .isEqualTo("Complete");
            });
  }

  @Test
  void aControllerThatWasDeletedIsMadeAnew() {
    config("web");
    start();
    awaitComplete("web-1");
    String uid = Meta.uid(kinds.get(CONTROLLERS, "web-1"));

    ObjectNode _ = kinds.delete(CONTROLLERS, "web-1");

    awaitComplete("web-1");
    assertThat(Meta.uid(kinds.get(CONTROLLERS, "web-1"))).isNotEqualTo(uid);
  }

  @Test
  void aNameThatNoControllerCanHaveIsTold() {
    String name = "w".repeat(70);
    config(name);
    start();

    await()
        .until(
            () ->
                at(kinds.get(CONFIGS, name), "/status/conditions")
                    .contains("ReplicationControllerCreateError"));
    assertThat(names()).isEmpty();
    assertThat(warnings()).singleElement().asString().contains("must be no more than 63");
  }

  @Test
  void aRefusalThatMayPassIsTriedAgain() {
    AtomicInteger refusals = new AtomicInteger(2);
    objects.before =
        what -> {
          if (what.equals("create web-1") && refusals.getAndDecrement() > 0) {
            throw ApiStatus.forbidden("exceeded quota").exception();
          }
        };
    config("web");
    start();

    awaitComplete("web-1");
    assertThat(warnings()).containsExactly("exceeded quota");
  }

  @Test
  void aConfigOfTheSameNameDoesNotTakeOverItsRollouts() {
    config("web");
    start();
    awaitComplete("web-1");
    String owner = Meta.uid(kinds.get(CONFIGS, "web"));

    ObjectNode _ = kinds.delete(CONFIGS, "web"); // nothing collects garbage here
    config("web");

    await().until(() -> progress().contains("is not of this deployment config"));
    assertThat(at(kinds.get(CONTROLLERS, "web-1"), "/metadata/ownerReferences/0/uid"))
        .isEqualTo(owner);
  }

  @Test
  void replicasFollowTheConfigAndAScaleByHandIsPutBack() {
    config("web");
    start();
    awaitComplete("web-1");

    kinds.edit(CONFIGS, "web", config -> ((ObjectNode) config.get("spec")).put("replicas", 5));
    await().until(() -> at(kinds.get(CONTROLLERS, "web-1"), "/spec/replicas").equals("5"));
    kinds.edit(
        CONTROLLERS,
        "web-1",
        controller -> ((ObjectNode) controller.get("spec")).put("replicas", 9));

    await().until(() -> at(kinds.get(CONTROLLERS, "web-1"), "/spec/replicas").equals("5"));
    assertThat(Meta.annotation(kinds.get(CONTROLLERS, "web-1"), RolloutAnnotations.REPLICAS))
        .isEqualTo("5");
    assertThat(names()).containsExactly("web-1");
  }
}
