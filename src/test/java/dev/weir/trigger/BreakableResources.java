package dev.weir.trigger;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Resources whose watches can be made blind and then be broken; it notes what was asked. */
final class BreakableResources implements Resources {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final Resources real;

  /** What was asked, such as {@code get NAME} and {@code list PLURAL}, in order. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** What the next creations are refused with, in order. */
  final Queue<ApiStatus> refusals = new ConcurrentLinkedQueue<>();

  /** What the next creations that are only tried are refused with, in order. */
  final Queue<ApiStatus> trials = new ConcurrentLinkedQueue<>();

  /** What deletions that are done are answered with, in order. */
  final Queue<ApiStatus> lostAnswers = new ConcurrentLinkedQueue<>();

  /** Asked before each write, with the name of the object: it may refuse it. */
  volatile Consumer<String> beforeWrite = _ -> {};

  /** Names of what was patched or made, in order. */
  private final List<String> written = new ArrayList<>();

  private boolean blind;
  private int breaks;

  BreakableResources(Resources real) {
    this.real = real;
  }

  private ApiObject written(ApiObject object) {
    synchronized (written) {
      written.add(Meta.name(object.tree()));
    }
    return object;
  }

  /** What was written since this was asked last. */
  List<String> takeWritten() {
    synchronized (written) {
      List<String> taken = List.copyOf(written);
      written.clear();
      return taken;
    }
  }

  /** From now on no watch tells anything. */
  synchronized void blind() {
    blind = true;
  }

  /** Ends all watches: the past is forgotten. */
  synchronized void breakWatches() {
    blind = false;
    breaks++;
    notifyAll();
  }

  private synchronized boolean isBlind() {
    return blind;
  }

  private synchronized int breaks() {
    return breaks;
  }

  private synchronized void awaitSight() throws InterruptedException {
    while (blind) {
      wait();
    }
  }

  @Override
  public ObjectWatch watch(
      ResourceKind kind, String namespace, Query query, String resourceVersion) {
    ObjectWatch watch = real.watch(kind, namespace, query, resourceVersion);
    int begun = breaks();
    return new ObjectWatch() {
      @Override
      public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
        List<ObjectEvent> found = watch.next(SHORT);
        boolean seen = !isBlind();
        awaitSight();
        if (breaks() != begun) {
          throw ApiStatus.expired("broken").exception();
        }
        return seen ? found : List.of();
      }

      @Override
      public long progress() {
        return watch.progress();
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }

  @Override
  public ApiObject get(ResourceKind kind, String namespace, String name, String subresource) {
    calls.add("get " + name);
    return real.get(kind, namespace, name, subresource);
  }

  @Override
  public Listing list(ResourceKind kind, String namespace, Query query) {
    Listing found = real.list(kind, namespace, query);
    calls.add("list " + kind.plural());
    return found;
  }

  @Override
  public ApiObject create(ResourceKind kind, String namespace, ObjectNode object) {
    calls.add("create " + kind.plural());
    beforeWrite.accept(Meta.name(object));
    ApiStatus refusal = refusals.poll();
    if (refusal != null) {
      throw refusal.exception();
    }
    return written(real.create(kind, namespace, object));
  }

  @Override
  public ApiObject tryCreate(ResourceKind kind, String namespace, ObjectNode object) {
    calls.add("try " + kind.plural());
    ApiStatus refusal = trials.poll();
    if (refusal != null) {
      throw refusal.exception();
    }
    return real.tryCreate(kind, namespace, object);
  }

  @Override
  public ApiObject create(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode body) {
    return real.create(kind, namespace, name, subresource, body);
  }

  @Override
  public ApiObject update(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode object) {
    return real.update(kind, namespace, name, subresource, object);
  }

  @Override
  public ApiObject patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      byte[] patch) {
    calls.add("patch " + name);
    beforeWrite.accept(name);
    return written(real.patch(kind, namespace, name, subresource, mediaType, patch));
  }

  @Override
  public ObjectNode delete(ResourceKind kind, String namespace, String name) {
    return real.delete(kind, namespace, name);
  }

  @Override
  public ObjectNode delete(ResourceKind kind, ApiObject seen) {
    calls.add("delete " + Meta.name(seen.tree()));
    beforeWrite.accept(Meta.name(seen.tree()));
    ObjectNode answer = real.delete(kind, seen);
    ApiStatus lost = lostAnswers.poll();
    if (lost != null) {
      throw lost.exception();
    }
    return answer;
  }
}
