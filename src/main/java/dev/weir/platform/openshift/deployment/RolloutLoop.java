package dev.weir.platform.openshift.deployment;

import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.Marks;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rolls deployment configs out: carries out, one conditional write after the other, what {@link
 * RolloutRules} says, and tells in the config's status how far it is. It keeps nothing that a
 * restart would lose.
 */
public final class RolloutLoop implements Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutLoop.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Until a config is looked at again that had changed meanwhile. */
  private static final Duration AGAIN = Duration.ofMillis(20);

  /** Most writes in a row for one config, so that others get their turn. */
  private static final int MOST_STEPS = 50;

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int INVALID = 422;

  private final Resources objects;
  private final EventRecorder events;
  private final InstantSource clock;
  private final WorkQueue queue;
  private final ControllerIndex controllers;

  public RolloutLoop(
      Resources objects, EventRecorder events, InstantSource clock, WorkQueue queue) {
    this.objects = objects;
    this.events = events;
    this.clock = clock;
    this.queue = queue;
    this.controllers = new ControllerIndex(queue);
  }

  /**
   * Starts watching and working.
   *
   * @param workers configs that are rolled out at once
   */
  public void start(Loops loops, int workers) {
    loops.start(
        "rollout-controllers",
        new Informer(objects, Kinds.REPLICATION_CONTROLLER, controllers, RETRY));
    loops.start(
        "rollout-configs", new Informer(objects, Kinds.DEPLOYMENT_CONFIG, new Marks(queue), RETRY));
    for (int i = 1; i <= workers; i++) {
      loops.start("rollout-worker-" + i, () -> queue.work(this));
    }
  }

  @Override
  public void reconcile(String key) throws InterruptedException {
    controllers.await();
    int slash = key.indexOf('/');
    try {
      bring(read(key.substring(0, slash), key.substring(slash + 1)));
    } catch (StatusException e) {
      switch (e.status().code()) {
        case NOT_FOUND -> LOG.debug("{} is gone", key);
        case CONFLICT -> queue.addLater(key, AGAIN);
        default -> throw e;
      }
    }
  }

  private RolloutState read(String namespace, String name) {
    ObjectNode config = objects.get(Kinds.DEPLOYMENT_CONFIG, namespace, name).tree();
    Set<String> names = new TreeSet<>(controllers.of(config));
    long latest = Json.objectAt(config, "status").path("latestVersion").asLong(0);
    if (latest > 0) {
      names.add(Rollout.name(name, latest)); // it may have come about just now
    }
    List<Rollout> rollouts = new ArrayList<>();
    for (String controller : names) {
      rollout(namespace, controller).filter(it -> it.isOf(config)).ifPresent(rollouts::add);
    }
    return new RolloutState(config, rollouts);
  }

  private Optional<Rollout> rollout(String namespace, String name) {
    try {
      return Optional.of(
          new Rollout(objects.get(Kinds.REPLICATION_CONTROLLER, namespace, name).tree()));
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Goes on until nothing is left to do. */
  private void bring(RolloutState begun) {
    RolloutState state = begun;
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      switch (RolloutRules.next(state)) {
        case Step.NextVersion(Details details) -> {
          if (state.latestVersion() >= DeploymentConfigStrategy.LAST_VERSION) {
            cannot(
                state,
                "the numbers of its versions are used up; make the config anew under another name");
            return;
          }
          state = state.with(asked(state, details));
        }
        case Step.Begin _ -> {
          Optional<RolloutState> begins = begin(state);
          if (begins.isEmpty()) {
            return;
          }
          state = tell(begins.get(), Optional.empty());
        }
        case Step.Change(ObjectNode controller) -> state = state.with(changed(controller));
        case Step.Forget(Rollout rollout) -> {
          forget(rollout);
          state = state.without(rollout.name());
        }
        case Step.Nothing _ -> {
          RolloutState _ = tell(state, Optional.empty());
          return;
        }
      }
    }
    queue.add(Meta.namespace(begun.config()) + "/" + Meta.name(begun.config()));
  }

  private ObjectNode asked(RolloutState state, Details details) {
    ObjectNode config = state.config().deepCopy();
    config.set("status", details.next(state.status()));
    return objects.updateStatus(Kinds.DEPLOYMENT_CONFIG, Meta.namespace(config), config).tree();
  }

  /** Empty if it cannot be made; then that is told. */
  private Optional<RolloutState> begin(RolloutState state) {
    String namespace = Meta.namespace(state.config());
    try {
      ApiObject made =
          objects.create(Kinds.REPLICATION_CONTROLLER, namespace, NewController.of(state));
      LOG.info(
          "deploymentconfig={}/{} rollout={}",
          namespace,
          Meta.name(state.config()),
          Meta.name(made.tree()));
      return Optional.of(state.with(new Rollout(made.tree())));
    } catch (StatusException refused) {
      return switch (refused.status().code()) {
        case CONFLICT -> taken(state);
        case INVALID -> {
          cannot(state, refused.status().message());
          yield Optional.empty();
        }
        case FORBIDDEN -> {
          cannot(state, refused.status().message());
          throw refused; // a quota may let it be made later
        }
        default -> throw refused;
      };
    }
  }

  /**
   * The name is that of the rollout that came about just now, or of something else, which is in the
   * way until it changes.
   */
  private Optional<RolloutState> taken(RolloutState state) {
    Optional<Rollout> there = rollout(Meta.namespace(state.config()), state.latestName());
    if (there.filter(rollout -> !rollout.isOf(state.config())).isPresent()) {
      cannot(
          state,
          "replication controller \""
              + state.latestName()
              + "\" is there already and is not of this deployment config; delete it, and the"
              + " rollout begins");
      return Optional.empty();
    }
    if (there.filter(rollout -> rollout.version() != state.latestVersion()).isPresent()) {
      cannot(
          state,
          "replication controller \""
              + state.latestName()
              + "\" is there already and says another version; set its annotation "
              + RolloutAnnotations.VERSION
              + " to \""
              + state.latestVersion()
              + "\" if it is the rollout of that version, or delete it, and the rollout begins");
      return Optional.empty();
    }
    queue.addLater(Meta.namespace(state.config()) + "/" + Meta.name(state.config()), AGAIN);
    return Optional.empty();
  }

  private void cannot(RolloutState state, String why) {
    RolloutState told = tell(state, Optional.of(why));
    if (!told.equals(state)) {
      LOG.warn(
          "deploymentconfig={}/{} cannot be rolled out: {}",
          Meta.namespace(state.config()),
          Meta.name(state.config()),
          why);
      boolean _ =
          events.warn(
              Kinds.DEPLOYMENT_CONFIG,
              Json.objectAt(state.config(), "metadata"),
              "DeploymentCreationFailed",
              why);
    }
  }

  private Rollout changed(ObjectNode controller) {
    return new Rollout(
        objects
            .update(Kinds.REPLICATION_CONTROLLER, Meta.namespace(controller), controller)
            .tree());
  }

  private void forget(Rollout rollout) {
    try {
      ObjectNode _ =
          objects.delete(Kinds.REPLICATION_CONTROLLER, ApiObject.of(rollout.controller()));
    } catch (StatusException e) {
      if (e.status().code() != NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Writes the status if it says something new; returns the state with it. */
  private RolloutState tell(RolloutState state, Optional<String> createError) {
    ObjectNode status = ConfigStatus.of(state, createError, clock.instant());
    if (Json.text(status).equals(Json.text(state.status()))) {
      return state;
    }
    ObjectNode config = state.config().deepCopy();
    config.set("status", status);
    return state.with(
        objects.updateStatus(Kinds.DEPLOYMENT_CONFIG, Meta.namespace(config), config).tree());
  }
}
