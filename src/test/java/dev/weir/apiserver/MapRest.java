package dev.weir.apiserver;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** A kind in memory with the behaviour that the door counts on. */
final class MapRest implements Rest {
  /** An object that breaks the server when it is read. */
  static final String BREAKS = "breaks";

  /** What becomes of the answer to a create. */
  volatile UnaryOperator<ApiObject> answer = UnaryOperator.identity();

  private final ResourceKind kind;
  private final AtomicLong revision;
  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final List<MapWatch> watches = new CopyOnWriteArrayList<>();

  MapRest(ResourceKind kind, AtomicLong revision) {
    this.kind = kind;
    this.revision = revision;
  }

  static ResourceKind kind(
      String group, String plural, String kind, boolean namespaced, String... shortNames) {
    return new ResourceKind(
        group,
        "v1",
        plural,
        plural.substring(0, plural.length() - 1),
        kind,
        namespaced,
        List.of(shortNames),
        List.of(),
        List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"));
  }

  static ResourceKind createOnly(String group, String plural, String kind) {
    return new ResourceKind(
        group, "v1", plural, plural, kind, true, List.of(), List.of(), List.of("create"));
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  int watchers() {
    return watches.size();
  }

  @Override
  public synchronized ApiObject get(Scope scope, String name) {
    if (name.equals(BREAKS)) {
      throw new IllegalStateException("password=hunter2");
    }
    return ApiObject.of(present(scope, name));
  }

  @Override
  public synchronized long storedBytes(Scope scope, String name) {
    ObjectNode present = objects.get(key(scope.namespace(), name));
    return present == null ? 0 : Json.bytes(present).length;
  }

  @Override
  public synchronized ObjectList list(Scope scope, ListOptions options) {
    List<ApiObject> found = new ArrayList<>();
    String next = "";
    for (ObjectNode object : objects.values()) {
      if (key(scope.namespace(), Meta.name(object)).compareTo(options.continueToken()) >= 0
          && matches(scope, options, object)) {
        if (options.limit() > 0 && found.size() == options.limit()) {
          next = key(scope.namespace(), Meta.name(object));
          break;
        }
        found.add(ApiObject.of(object));
      }
    }
    return new ObjectList(found, revision.get(), next, next.isEmpty() ? 0 : 1)
        .map(MapRest::readable);
  }

  private static ApiObject readable(ApiObject object) {
    if (Meta.name(object.tree()).equals(BREAKS)) {
      throw new IllegalStateException("cannot be read");
    }
    return object;
  }

  @Override
  public synchronized ObjectWatch watch(Scope scope, ListOptions options) {
    if (options.resourceVersion().equals("1")) {
      throw ApiStatus.expired("too old resource version: 1").exception();
    }
    MapWatch watch = new MapWatch(scope, options);
    if (options.sendInitialEvents()) {
      objects.values().forEach(o -> watch.offer(ObjectEvent.Type.ADDED, o));
      watch.offer(
          ObjectEvent.Type.BOOKMARK,
          Json.parseObject(
              ("{\"metadata\":{\"resourceVersion\":\"" + revision.get() + "\"}}")
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    watches.add(watch);
    return watch;
  }

  @Override
  public synchronized ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    String key = key(scope.namespace(), Meta.name(object));
    if (objects.containsKey(key)) {
      throw ApiStatus.alreadyExists(kind, Meta.name(object)).exception();
    }
    Meta.of(object)
        .put("uid", UUID.randomUUID().toString())
        .put("creationTimestamp", "2026-01-01T00:00:00Z");
    return answer.apply(store(key, object, ObjectEvent.Type.ADDED, options.dryRun()));
  }

  @Override
  public synchronized Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    ObjectNode present = present(scope, name);
    ObjectNode changed = change.apply(present.deepCopy());
    String version = Meta.resourceVersion(changed);
    if (!version.isEmpty() && !version.equals(Meta.resourceVersion(present))) {
      throw ApiStatus.modified(kind, name).exception();
    }
    Meta.of(changed).set("uid", Meta.of(present).get("uid"));
    Meta.of(changed).set("creationTimestamp", Meta.of(present).get("creationTimestamp"));
    return new Updated(
        store(key(scope.namespace(), name), changed, ObjectEvent.Type.MODIFIED, options.dryRun()),
        false);
  }

  @Override
  public synchronized ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    ObjectNode present = present(scope, name);
    if (!options.uid().isEmpty() && !options.uid().equals(Meta.uid(present))) {
      throw ApiStatus.conflict(kind, name, "the UID in the precondition differs").exception();
    }
    if (!options.dryRun()) {
      objects.remove(key(scope.namespace(), name));
      ObjectNode last = present.deepCopy();
      Meta.of(last).put("resourceVersion", Long.toString(revision.incrementAndGet()));
      watches.forEach(w -> w.offer(ObjectEvent.Type.DELETED, last));
    }
    return present;
  }

  private ApiObject store(String key, ObjectNode object, ObjectEvent.Type type, boolean dryRun) {
    ObjectNode stored = object.deepCopy();
    if (!dryRun) {
      Meta.of(stored).put("resourceVersion", Long.toString(revision.incrementAndGet()));
      objects.put(key, stored);
      watches.forEach(w -> w.offer(type, stored));
    }
    return ApiObject.of(stored);
  }

  private ObjectNode present(Scope scope, String name) {
    ObjectNode found = objects.get(key(scope.namespace(), name));
    if (found == null) {
      throw ApiStatus.notFound(kind, name).exception();
    }
    return found;
  }

  private String key(String namespace, String name) {
    return kind.namespaced() ? namespace + "/" + name : "/" + name;
  }

  private boolean matches(Scope scope, ListOptions options, ObjectNode object) {
    return (!kind.namespaced()
            || scope.namespace().isEmpty()
            || scope.namespace().equals(Meta.namespace(object)))
        && options.labels().matches(Meta.labels(object))
        && options.fields().matches(field -> field(object, field));
  }

  private static String field(ObjectNode object, String field) {
    return switch (field) {
      case "metadata.name" -> Meta.name(object);
      case "metadata.namespace" -> Meta.namespace(object);
      default ->
          throw ApiStatus.badRequest("\"" + field + "\" is not a known field selector").exception();
    };
  }

  private final class MapWatch implements ObjectWatch {
    private final Scope scope;
    private final ListOptions options;
    private final BlockingQueue<List<ObjectEvent>> queue = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    MapWatch(Scope scope, ListOptions options) {
      this.scope = scope;
      this.options = options;
    }

    void offer(ObjectEvent.Type type, ObjectNode object) {
      if (type == ObjectEvent.Type.BOOKMARK || matches(scope, options, object)) {
        queue.add(List.of(new ObjectEvent(type, ApiObject.of(object))));
      }
    }

    @Override
    public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
      List<ObjectEvent> events = queue.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (closed) {
        throw ApiStatus.unavailable("the server stops").exception();
      }
      if (events == null) {
        return List.of();
      }
      events.forEach(event -> readable(event.object()));
      return events;
    }

    @Override
    public long progress() {
      return 0;
    }

    @Override
    public void close() {
      closed = true;
      watches.remove(this);
      queue.add(List.of());
    }
  }
}
