package dev.weir.platform.ownership;

import dev.weir.access.User;
import dev.weir.controller.WorkQueue;
import dev.weir.failure.Reason;
import dev.weir.objects.Catalog;
import dev.weir.objects.Scope;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.value.EncodedObject;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.store.Watch;
import dev.weir.store.WatchClosedException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows the store's log and marks what {@link GarbageCollector} shall look at: objects with
 * owners, owners that wait for their dependents, and dependents of what has gone. An object that
 * names no owner costs a look at its bytes and is not parsed.
 */
public final class OwnershipLog implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnershipLog.class);
  private static final String PREFIX = "/registry/";
  private static final int PAGE = 500;
  private static final BytePattern OWNED = BytePattern.of("\"ownerReferences\":[{");
  private static final BytePattern ENDING = BytePattern.of("\"deletionTimestamp\":\"");
  private static final BytePattern FOREGROUND = BytePattern.of(Finalizers.FOREGROUND);
  private static final BytePattern ORPHAN = BytePattern.of(Finalizers.ORPHAN);
  private static final Scope NOBODY = new Scope(User.system("garbage-collector"), "");

  private final Store store;
  private final Places places;
  private final Dependents dependents;
  private final WorkQueue queue;
  private final Duration retryDelay;

  private OwnershipLog(
      Store store, Places places, Dependents dependents, WorkQueue queue, Duration retryDelay) {
    this.store = store;
    this.places = places;
    this.dependents = dependents;
    this.queue = queue;
    this.retryDelay = retryDelay;
  }

  /** The loop's two halves over one index. */
  public record Halves(OwnershipLog log, GarbageCollector collector) {}

  /**
   * Makes the loop: the first half runs by itself, the second works on the queue.
   *
   * @param retryDelay how long the first half waits before it starts over after a failure
   */
  public static Halves over(Store store, Catalog catalog, WorkQueue queue, Duration retryDelay) {
    Places places = new Places(catalog);
    Dependents dependents = new Dependents();
    return new Halves(
        new OwnershipLog(store, places, dependents, queue, retryDelay),
        new GarbageCollector(places, dependents, queue));
  }

  /** Runs until the thread is interrupted or the store closed. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try (Watch watch = store.watch(PREFIX, load())) {
        while (true) {
          watch.next(Duration.ofMinutes(1)).forEach(this::follow);
        }
      } catch (ExpiredException _) {
        // too slow: from the beginning
      } catch (WatchClosedException _) {
        return;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("following who owns whom failed and starts over: {}", Reason.of(e));
        LOG.debug("following who owns whom failed", e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(retryDelay);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private long load() {
    dependents.clear();
    long revision = store.revision();
    for (String prefix : places.prefixes()) {
      if (!prefix.equals(PREFIX + "image.openshift.io/images/")) {
        load(prefix, revision);
      }
    }
    return revision;
  }

  private void load(String prefix, long revision) {
    String after = "";
    boolean more = true;
    while (more) {
      Page page = store.range(new RangeQuery(prefix, after, PAGE, revision));
      for (Entry entry : page.entries()) {
        written(entry.key(), entry.value());
        after = entry.key();
      }
      more = page.more();
    }
  }

  private void follow(StoreEvent event) {
    switch (event) {
      case StoreEvent.Written written -> written(written.entry().key(), written.entry().value());
      case StoreEvent.Deleted deleted -> {
        dependents.put(deleted.key(), Set.of()).forEach(queue::add);
        dependents.of(deleted.key()).forEach(queue::add);
      }
    }
  }

  private void written(String key, byte[] value) {
    places
        .ofKey(key)
        .filter(place -> !isImage(place.rest().kind()))
        .ifPresent(p -> written(p, value));
  }

  /** Images belong to nobody: only pruning takes them away (image-api.md 1). */
  private static boolean isImage(ResourceKind kind) {
    return kind.group().equals("image.openshift.io") && kind.plural().equals("images");
  }

  private void written(Place place, byte[] value) {
    String key = place.key();
    boolean plain = EncodedObject.isPlain(value);
    boolean dependent = !plain || EncodedObject.mentions(value, OWNED);
    boolean leaving =
        !plain
            || (EncodedObject.mentions(value, ENDING)
                && (EncodedObject.mentions(value, FOREGROUND)
                    || EncodedObject.mentions(value, ORPHAN)));
    Set<String> owners = Set.of();
    if (dependent) {
      owners = owners(place, plain ? Json.parseObject(value) : read(place));
    }
    dependents.put(key, owners).forEach(queue::add);
    if (leaving || !owners.isEmpty()) {
      queue.add(key);
    }
  }

  private Set<String> owners(Place place, ObjectNode object) {
    return OwnerReference.of(object).stream()
        .flatMap(owner -> places.ofOwner(owner, place).stream())
        .map(Place::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What cannot be read in the store is read through its kind. */
  private static ObjectNode read(Place place) {
    try {
      return place.rest().get(new Scope(NOBODY.user(), place.namespace()), place.name()).tree();
    } catch (StatusException _) {
      return Json.object(); // gone meanwhile
    }
  }
}
