package dev.weir.platform.openshift.deployment;

import dev.weir.client.ObjectEvent;
import dev.weir.controller.Informer;
import dev.weir.controller.WorkQueue;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which replication controllers are of which deployment config, by the uid of their owner, so that
 * nobody looks through all of a namespace; marks the configs that each one that changes may
 * concern. Marks are {@code NAMESPACE/NAME}. Safe for several threads.
 */
final class ControllerIndex implements Informer.Handler {
  private static final Pattern NUMBERED = Pattern.compile("(.+)-[0-9]+");

  private final WorkQueue queue;
  private final CountDownLatch complete = new CountDownLatch(1);
  private final Map<Controller, Known> known = new HashMap<>();
  private final Map<Owner, Set<String>> byOwner = new HashMap<>();

  private record Controller(String namespace, String name) {}

  /** A config as its controllers name it: one of the same name that came anew has another uid. */
  private record Owner(String namespace, String uid) {}

  /**
   * What is known of a controller.
   *
   * @param marks the config that it names as its owner, and the one whose rollout has its name, in
   *     the way of which it may be
   */
  private record Known(Optional<Owner> owner, Set<String> marks) {}

  ControllerIndex(WorkQueue queue) {
    this.queue = queue;
  }

  /** Waits until all are known. */
  void await() throws InterruptedException {
    complete.await();
  }

  /** Names of the controllers of a config. */
  synchronized Set<String> of(ObjectNode config) {
    return Set.copyOf(
        byOwner.getOrDefault(new Owner(Meta.namespace(config), Meta.uid(config)), Set.of()));
  }

  @Override
  public void replaced(Iterable<ApiObject> all) {
    Map<Controller, Known> found = new LinkedHashMap<>();
    all.forEach(one -> found.put(controller(one.metadata()), known(one.metadata())));
    Set<String> marks = new HashSet<>();
    synchronized (this) {
      known.values().forEach(before -> marks.addAll(before.marks()));
      known.clear();
      byOwner.clear();
      found.forEach((controller, now) -> marks.addAll(learn(controller, now)));
    }
    marks.forEach(queue::add);
    complete.countDown();
  }

  @Override
  public void changed(ObjectEvent event) {
    if (event.type() == ObjectEvent.Type.BOOKMARK) {
      return;
    }
    ObjectNode metadata = event.object().metadata();
    Controller controller = controller(metadata);
    Set<String> marks = new HashSet<>();
    synchronized (this) {
      marks.addAll(forget(controller));
      if (event.type() != ObjectEvent.Type.DELETED) {
        marks.addAll(learn(controller, known(metadata)));
      }
    }
    marks.forEach(queue::add);
  }

  private Set<String> learn(Controller controller, Known now) {
    known.put(controller, now);
    now.owner()
        .ifPresent(
            owner -> byOwner.computeIfAbsent(owner, _ -> new HashSet<>()).add(controller.name()));
    return now.marks();
  }

  private Set<String> forget(Controller controller) {
    Known before = known.remove(controller);
    if (before == null) {
      return Set.of();
    }
    before.owner().ifPresent(owner -> forget(owner, controller.name()));
    return before.marks();
  }

  private void forget(Owner owner, String name) {
    Set<String> names = byOwner.get(owner);
    if (names != null && names.remove(name) && names.isEmpty()) {
      byOwner.remove(owner);
    }
  }

  private static Controller controller(ObjectNode metadata) {
    return new Controller(Json.string(metadata, "namespace"), Json.string(metadata, "name"));
  }

  private static Known known(ObjectNode metadata) {
    String namespace = Json.string(metadata, "namespace");
    Set<String> marks = new HashSet<>();
    Matcher numbered = NUMBERED.matcher(Json.string(metadata, "name"));
    if (numbered.matches()) {
      marks.add(namespace + "/" + numbered.group(1));
    }
    Optional<JsonNode> owner =
        Json.arrayAt(metadata, "ownerReferences")
            .valueStream()
            .filter(one -> one.path("controller").asBoolean(false))
            .filter(one -> Json.string(one, "kind").equals("DeploymentConfig"))
            .findFirst();
    owner.ifPresent(one -> marks.add(namespace + "/" + Json.string(one, "name")));
    return new Known(
        owner.map(one -> new Owner(namespace, Json.string(one, "uid"))), Set.copyOf(marks));
  }
}
