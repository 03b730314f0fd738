package dev.weir.platform.project;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The projects that one user may see: those that they gain access to appear, those that they lose
 * go, within a second. Used by one thread.
 */
final class ProjectWatch implements ObjectWatch {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ObjectWatch namespaces;
  private final Supplier<List<ApiObject>> all;
  private final Predicate<ApiObject> visible;
  private final LongSupplier rightsChangedAt;
  private final Map<String, ApiObject> shown = new HashMap<>();
  private long rightsSeen;
  private long told;

  /**
   * Follows namespaces.
   *
   * @param known the namespaces that there were when the watch begins, if it does not tell of them
   * @param all the namespaces that there are now
   * @param visible whether the user may see one, now
   * @param rightsChangedAt another number after each change of rights
   */
  ProjectWatch(
      ObjectWatch namespaces,
      List<ApiObject> known,
      Supplier<List<ApiObject>> all,
      Predicate<ApiObject> visible,
      LongSupplier rightsChangedAt) {
    this.namespaces = namespaces;
    this.all = all;
    this.visible = visible;
    this.rightsChangedAt = rightsChangedAt;
    this.rightsSeen = rightsChangedAt.getAsLong();
    known.stream().filter(visible).forEach(this::show);
  }

  private boolean show(ApiObject namespace) {
    return shown.put(Meta.name(namespace.tree()), namespace) == null;
  }

  @Override
  public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    List<ObjectEvent> events = new ArrayList<>();
    Duration left = timeout;
    do {
      Duration wait = left.compareTo(LOOK) < 0 ? left : LOOK;
      namespaces.next(wait).forEach(event -> follow(event, events));
      told = namespaces.progress(); // before looking at the rights, which may change meanwhile
      rightsChanged(events);
      left = Duration.ofNanos(end - System.nanoTime());
    } while (events.isEmpty() && left.isPositive());
    return events;
  }

  private void follow(ObjectEvent event, List<ObjectEvent> events) {
    ApiObject namespace = event.object();
    if (event.type() == ObjectEvent.Type.BOOKMARK) {
      events.add(projectEvent(ObjectEvent.Type.BOOKMARK, namespace));
    } else if (event.type() == ObjectEvent.Type.DELETED || !visible.test(namespace)) {
      if (shown.remove(Meta.name(namespace.tree())) != null) {
        events.add(projectEvent(ObjectEvent.Type.DELETED, namespace));
      }
    } else {
      boolean isNew = show(namespace);
      events.add(projectEvent(isNew ? ObjectEvent.Type.ADDED : event.type(), namespace));
    }
  }

  private void rightsChanged(List<ObjectEvent> events) {
    long changes = rightsChangedAt.getAsLong();
    if (changes == rightsSeen) {
      return;
    }
    rightsSeen = changes;
    for (ApiObject namespace : all.get()) {
      String name = Meta.name(namespace.tree());
      boolean before = shown.containsKey(name);
      boolean now = visible.test(namespace);
      if (now && !before) {
        shown.put(name, namespace);
        events.add(projectEvent(ObjectEvent.Type.ADDED, namespace));
      } else if (!now && before) {
        shown.remove(name);
        events.add(projectEvent(ObjectEvent.Type.DELETED, namespace));
      }
    }
  }

  private static ObjectEvent projectEvent(ObjectEvent.Type type, ApiObject namespace) {
    return new ObjectEvent(type, ProjectRest.project(namespace));
  }

  @Override
  public long progress() {
    return told;
  }

  @Override
  public void close() {
    namespaces.close();
  }
}
