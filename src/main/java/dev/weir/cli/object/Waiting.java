package dev.weir.cli.object;

import dev.weir.cli.call.Failures;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.result.Printer;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources.Listing;
import dev.weir.client.Resources.Query;
import dev.weir.client.UnansweredException;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Waits for one object: looks, then follows it from what was seen. */
final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Printer printer;
  private final Cluster cluster;
  private final ObjectName name;
  private final String namespace;
  private final Condition condition;

  /** The uid of the object that is waited for, empty until one was seen. */
  private String uid = "";

  private Optional<ObjectNode> last = Optional.empty();

  Waiting(Printer printer, Cluster cluster, Wait.Awaited awaited, Condition condition) {
    this.printer = printer;
    this.cluster = cluster;
    this.name = awaited.name();
    this.namespace = awaited.namespace();
    this.condition = condition;
  }

  void run(Duration limit, Failures failures) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean looksOnce = limit.isZero();
    while (true) {
      Optional<ObjectNode> seen = look();
      if (seen.isEmpty() && uid.isEmpty() && condition instanceof Condition.Deleted) {
        return; // it never was: nothing to say
      }
      if (isMet(seen)) {
        say();
        return;
      }
      if (seen.isEmpty() && !mayBeMissing()) {
        throw cluster.missing(
            dev.weir.resource.ApiStatus.notFound(name.kind(), name.name()).exception(),
            name.kind(),
            namespace);
      }
      if (limit.isZero() || System.nanoTime() >= end) {
        // A missing object has no address of its own to be told.
        String shown = name.kind().plural() + "/" + name.name();
        failures.add(
            looksOnce
                ? "condition not met for " + shown
                : "timed out waiting for the condition" + (seen.isEmpty() ? "" : " on " + shown));
        return;
      }
      if (follow(end)) {
        say();
        return;
      }
    }
  }

  private boolean mayBeMissing() {
    return condition instanceof Condition.Created || condition instanceof Condition.Deleted;
  }

  private Optional<ObjectNode> look() {
    try {
      ObjectNode object = cluster.resources().get(name.kind(), namespace, name.name()).tree();
      uid = uid.isEmpty() ? Meta.uid(object) : uid;
      last = Optional.of(object);
      return last;
    } catch (StatusException e) {
      if (e.status().code() != 404) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private boolean isMet(Optional<ObjectNode> seen) {
    return condition instanceof Condition.Deleted
        ? seen.isEmpty() || !Meta.uid(seen.get()).equals(uid)
        : seen.isPresent() && condition.isMetBy(seen.get());
  }

  /** Follows the object to the end of the time; true if the condition was met. */
  private boolean follow(long end) throws InterruptedException {
    Query query = new Query("", "metadata.name=" + name.name());
    try {
      Listing listing = cluster.resources().list(name.kind(), namespace, query);
      for (ApiObject object : listing.items()) {
        if (isMet(Optional.of(object.tree()))) {
          return true;
        }
      }
      if (listing.items().isEmpty() && condition instanceof Condition.Deleted) {
        return true;
      }
      try (ObjectWatch watch =
          cluster.resources().watch(name.kind(), namespace, query, listing.resourceVersion())) {
        return follow(watch, end);
      }
    } catch (StatusException e) {
      if (e.status().code() == 401) {
        throw e;
      }
      pause(end); // kinds without list or watch
      return false;
    }
  }

  private static void pause(long end) throws InterruptedException {
    Thread.sleep(Math.max(0, Math.min(PAUSE.toMillis(), (end - System.nanoTime()) / 1_000_000)));
  }

  private boolean follow(ObjectWatch watch, long end) throws InterruptedException {
    try {
      return isMetBefore(end, watch);
    } catch (UnansweredException _) {
      pause(end); // then look again
      return false;
    }
  }

  private boolean isMetBefore(long end, ObjectWatch watch) throws InterruptedException {
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      for (ObjectEvent event : watch.next(Duration.ofNanos(left))) {
        boolean gone = event.type() == ObjectEvent.Type.DELETED;
        if (event.type() != ObjectEvent.Type.BOOKMARK
            && isMet(gone ? Optional.empty() : Optional.of(event.object().tree()))) {
          last = Optional.of(event.object().tree());
          return true;
        }
      }
    }
    return false;
  }

  private void say() {
    if (printer.isText()) {
      printer.call().print(name.shown() + " condition met");
    } else {
      last.ifPresent(printer::object);
    }
  }
}
