package dev.weir.platform.openshift.deployment;

import static dev.weir.platform.core.KindsFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision.Move;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.ListOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * A deployment config whose tag moves, that is edited, paused, scaled and asked for versions, while
 * its controllers are scaled by hand and deleted, the loop ends and begins again between any two
 * writes, and others write first. At rest there is a version for each change that was to be rolled
 * out, and no other. {@code -Dweir.seed} repeats a run.
 */
@Timeout(120)
class RandomRolloutsTest {
  private static final int STEPS = Integer.getInteger("weir.steps", 80);
  private static final String CONFIGS = "deploymentconfigs";
  private static final String CONTROLLERS = "replicationcontrollers";
  private static final int KEPT = 3;

  private final KindsFixture kinds = new KindsFixture();
  private final RolloutWrites objects =
      new RolloutWrites(
          new InProcessResources(
              () -> kinds.catalog, (_, _) -> new Decision.Allowed("test"), User.system("loops")));
  private final DeploymentConfigs configs = new DeploymentConfigs();
  private final TagLookup tags =
      new TagLookup() {
        @Override
        public Optional<String> newest(Trigger.TagKey tag) {
          return Optional.of(image);
        }

        @Override
        public boolean isOwnHost(String host) {
          return false;
        }
      };
  private Loops loops = new Loops();

  // the model
  private String image = image(0);
  private int edits;
  private boolean paused;
  private int replicas = 1;
  private long version = 1;
  private String rolledOut = "";

  /** The newest version has no controller. */
  private boolean begins = true;

  private int counter;

  @AfterEach
  void close() {
    loops.close();
    kinds.close();
  }

  static LongStream seeds() {
    long fresh = Long.getLong("weir.seed", System.nanoTime());
    System.out.println("RandomRolloutsTest seed " + fresh);
    return LongStream.of(1, 2, fresh);
  }

  private static String image(int number) {
    return "own:5000/demo/app@sha256:%064x".formatted(number);
  }

  private void start() {
    loops = new Loops();
    new RolloutLoop(
            objects,
            new EventRecorder(objects.real, Kinds.EVENT, "rollouts", () -> KindsFixture.NOW),
            () -> KindsFixture.NOW,
            new WorkQueue(Duration.ofMillis(5), Duration.ofMillis(50), System::nanoTime))
        .start(loops, 2);
  }

  private void stop() {
    loops.close();
  }

  private ObjectNode config() {
    return kinds.get(CONFIGS, "web");
  }

  private void edit(Consumer<ObjectNode> change) {
    ObjectNode _ = kinds.edit(CONFIGS, "web", change);
  }

  private List<ObjectNode> controllers() {
    return kinds.rest(CONTROLLERS).list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(object -> object.copy())
        .toList();
  }

  /** What the loop of triggers does. */
  private void follow() {
    await()
        .pollInterval(Duration.ofMillis(2))
        .ignoreExceptionsMatching(e -> e instanceof StatusException)
        .until(
            () -> {
              ObjectNode seen = config();
              configs.carryOut(
                  objects.real,
                  seen,
                  configs.decide(seen, configs.triggers(seen).all(), tags).stream()
                      .filter(Move.class::isInstance)
                      .map(move -> new Cause((Move) move, Instant.EPOCH, Optional.empty()))
                      .toList());
              return true;
            });
  }

  private static ObjectNode container(ObjectNode object) {
    return (ObjectNode) object.at("/spec/template/spec/containers/0");
  }

  private static String shown(ObjectNode object) {
    return at(container(object), "/image") + " " + at(container(object), "/workingDir");
  }

  private String act(Random random) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> {
        image = image(random.nextInt(4));
        follow();
        yield "move the tag";
      }
      case 2 -> {
        edits++;
        edit(config -> container(config).put("workingDir", "/" + edits));
        yield "edit";
      }
      case 3 -> {
        edit(config -> container(config).put("image", "by/hand:" + counter++));
        follow();
        yield "set the image by hand";
      }
      case 4 -> {
        paused = !paused;
        edit(config -> Json.objectAt(config, "spec").put("paused", paused));
        yield paused ? "pause" : "resume";
      }
      case 5 -> {
        replicas = random.nextInt(4);
        edit(config -> Json.objectAt(config, "spec").put("replicas", replicas));
        yield "scale";
      }
      case 6 -> scaledByHand(random);
      case 7 -> deleted(random);
      default -> again();
    };
  }

  private String scaledByHand(Random random) {
    List<ObjectNode> all = controllers();
    if (all.isEmpty()) {
      return "scale nothing";
    }
    String name = Meta.name(all.get(random.nextInt(all.size())));
    ObjectNode _ =
        kinds.edit(
            CONTROLLERS,
            name,
            controller -> Json.objectAt(controller, "spec").put("replicas", random.nextInt(5)));
    return "scale " + name;
  }

  private String deleted(Random random) {
    List<ObjectNode> all = controllers();
    if (all.isEmpty()) {
      return "delete nothing";
    }
    String name = Meta.name(all.get(random.nextInt(all.size())));
    ObjectNode _ = kinds.delete(CONTROLLERS, name);
    begins |= name.equals("web-" + version);
    return "delete " + name;
  }

  /** {@code oc rollout latest --again}. */
  private String again() {
    if (paused) {
      return "ask for nothing";
    }
    version++;
    begins = true;
    ObjectNode _ =
        kinds.edit(
            kinds.rest(CONFIGS).subresource("status"),
            "web",
            config -> Json.objectAt(config, "status").put("latestVersion", version));
    return "ask for a version";
  }

  /** Somebody writes the config just before the loop writes anything. */
  private String raced(Random random) {
    AtomicBoolean raced = new AtomicBoolean();
    objects.before =
        _ -> {
          if (!raced.getAndSet(true)) {
            edit(config -> Meta.setAnnotation(config, "note", "x" + counter++));
          }
        };
    return "race for: " + act(random);
  }

  private boolean isAtRest() {
    ObjectNode config = config();
    RolloutState state =
        new RolloutState(config, controllers().stream().map(Rollout::new).toList());
    return RolloutRules.next(state) instanceof Step.Nothing;
  }

  private void settled(String as) {
    String template = image + " /" + edits;
    if (!paused) {
      if (!begins && !template.equals(rolledOut)) {
        version++;
        begins = true;
      }
      if (begins) {
        rolledOut = template;
        begins = false;
      }
    }
    await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(() -> compare(as));
  }

  private void compare(String as) {
    ObjectNode config = config();
    assertThat(isAtRest()).as(as).isTrue();
    assertThat(shown(config)).as(as).isEqualTo(image + " /" + edits);
    assertThat(at(config, "/status/latestVersion")).as(as).isEqualTo("" + version);
    List<ObjectNode> all = controllers();
    assertThat(all.size()).as(as).isLessThanOrEqualTo(KEPT + 1);
    if (paused) {
      return;
    }
    for (ObjectNode controller : all) {
      boolean newest = Meta.name(controller).equals("web-" + version);
      assertThat(at(controller, "/spec/replicas")).as(as).isEqualTo("" + (newest ? replicas : 0));
      if (newest) {
        assertThat(shown(controller)).as(as).isEqualTo(rolledOut);
        assertThat(Meta.annotation(controller, RolloutAnnotations.PHASE)).isEqualTo("Complete");
      }
    }
    assertThat(all.stream().map(Meta::name)).as(as).contains("web-" + version);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void atRestEachChangeIsOneVersionAndTheNewestHasThePods(long seed) {
    Random random = new Random(seed);
    kinds.create(
        CONFIGS,
        """
        metadata: {name: web}
        spec:
          replicas: 1
          revisionHistoryLimit: %d
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: web, image: ' ', workingDir: /0}]}
          triggers:
          - {type: ConfigChange}
          - type: ImageChange
            imageChangeParams:
              {automatic: true, containerNames: [web], from: {kind: ImageStreamTag, name: 'app:v1'}}
        """
            .formatted(KEPT));
    follow();
    start();
    settled("seed " + seed + ": the beginning");
    for (int step = 0; step < STEPS; step++) {
      List<String> done = new ArrayList<>();
      switch (random.nextInt(5)) {
        case 0 -> {
          stop();
          done.add("stopped");
          for (int i = random.nextInt(4); i >= 0; i--) {
            done.add(act(random));
          }
          int writes = random.nextInt(5);
          done.add("killed after " + writes);
          objects.left.set(writes);
          start();
          await()
              .pollInterval(Duration.ofMillis(2))
              .until(() -> objects.left.get() <= 0 || isAtRest());
          stop();
          objects.left.set(Integer.MAX_VALUE);
          start();
        }
        case 1 -> done.add(raced(random));
        default -> done.add(act(random));
      }
      settled("seed " + seed + ": step " + step + " " + done);
      objects.before = _ -> {};
    }
  }
}
