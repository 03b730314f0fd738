package dev.weir.platform.openshift.deployment;

import dev.weir.client.ObjectEvent;
import dev.weir.controller.Informer;
import dev.weir.controller.WorkQueue;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which replication controllers may be of which deployment config, so that nobody looks through all
 * of a namespace; marks the config of each that changes. Keys are {@code NAMESPACE/NAME}. Safe for
 * several threads.
 */
final class ControllerIndex implements Informer.Handler {
  private static final Pattern NUMBERED = Pattern.compile("(.+)-[0-9]+");

  private final WorkQueue queue;
  private final CountDownLatch complete = new CountDownLatch(1);
  private final Map<String, Set<String>> byConfig = new HashMap<>();

  ControllerIndex(WorkQueue queue) {
    this.queue = queue;
  }

  /** Waits until all are known. */
  void await() throws InterruptedException {
    complete.await();
  }

  /** Names of the controllers of a config. */
  synchronized Set<String> of(String config) {
    return Set.copyOf(byConfig.getOrDefault(config, Set.of()));
  }

  @Override
  public void replaced(Iterable<ApiObject> all) {
    Map<String, Set<String>> found = new HashMap<>();
    for (ApiObject controller : all) {
      ObjectNode metadata = controller.metadata();
      owner(metadata)
          .ifPresent(
              config -> found.computeIfAbsent(config, _ -> new HashSet<>()).add(name(metadata)));
      mark(metadata);
    }
    Set<String> before;
    synchronized (this) {
      before = Set.copyOf(byConfig.keySet());
      byConfig.clear();
      byConfig.putAll(found);
    }
    before.forEach(queue::add);
    complete.countDown();
  }

  @Override
  public void changed(ObjectEvent event) {
    if (event.type() == ObjectEvent.Type.BOOKMARK) {
      return;
    }
    ObjectNode metadata = event.object().metadata();
    owner(metadata)
        .ifPresent(
            config -> know(config, name(metadata), event.type() != ObjectEvent.Type.DELETED));
    mark(metadata);
  }

  private synchronized void know(String config, String name, boolean there) {
    if (there) {
      byConfig.computeIfAbsent(config, _ -> new HashSet<>()).add(name);
      return;
    }
    Set<String> names = byConfig.get(config);
    if (names != null && names.remove(name) && names.isEmpty()) {
      byConfig.remove(config);
    }
  }

  /** One that only has the name of a rollout may be in the way of it. */
  private void mark(ObjectNode metadata) {
    owner(metadata)
        .or(
            () -> {
              Matcher numbered = NUMBERED.matcher(name(metadata));
              return numbered.matches()
                  ? Optional.of(key(metadata, numbered.group(1)))
                  : Optional.empty();
            })
        .ifPresent(queue::add);
  }

  private static Optional<String> owner(ObjectNode metadata) {
    for (JsonNode owner : Json.arrayAt(metadata, "ownerReferences")) {
      if (owner.path("controller").asBoolean(false)
          && Json.string(owner, "kind").equals("DeploymentConfig")) {
        return Optional.of(key(metadata, Json.string(owner, "name")));
      }
    }
    return Optional.empty();
  }

  private static String key(ObjectNode metadata, String config) {
    return Json.string(metadata, "namespace") + "/" + config;
  }

  private static String name(ObjectNode metadata) {
    return Json.string(metadata, "name");
  }
}
