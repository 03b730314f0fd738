package dev.weir.platform.openshift.build;

import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches builds, their configs and the streams that they wait for (controllers-and-access.md 3.5
 * and 3.6).
 */
public final class BuildLoop {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Resources resources;
  private final WorkQueue queue;
  private final AwaitedStreams awaited;
  private final BuildReconciler reconciler;

  /**
   * Makes the loop.
   *
   * @param context where builds are stored
   * @param images what builds are made of
   */
  public BuildLoop(
      Resources resources,
      StoreContext context,
      StreamImages images,
      EventRecorder events,
      WorkQueue queue) {
    this.resources = resources;
    this.queue = queue;
    this.awaited = new AwaitedStreams(queue);
    this.reconciler =
        new BuildReconciler(
            resources,
            new StoredRest(
                context, Kinds.BUILD, new BuildStrategy(context::now, BuildStrategy.Writer.LOOP)),
            images,
            new FirstBuilds(resources, events, awaited),
            awaited,
            context::now,
            queue);
  }

  /**
   * Starts watching and working.
   *
   * @param streams image streams, with at least the newest event of each tag
   */
  public void start(Loops loops, Resources streams) {
    loops.start("build-streams", new Informer(streams, Kinds.IMAGE_STREAM, awaited, RETRY));
    Each configs =
        new Each(queue, awaited, config -> Meta.namespace(config) + "/" + Meta.name(config));
    Each builds = new Each(queue, awaited, BuildReconciler::key);
    loops.start("build-configs", new Informer(resources, Kinds.BUILD_CONFIG, configs, RETRY));
    loops.start("builds", new Informer(resources, Kinds.BUILD, builds, RETRY));
    loops.start("builds-worker", () -> queue.work(reconciler));
  }

  /** Number of streams that something waits for. */
  int awaited() {
    return awaited.size();
  }

  /**
   * Marks what comes, changes and goes: who waited for a stream and is gone waits no more.
   *
   * @param key under which an object is looked at
   */
  private record Each(WorkQueue queue, AwaitedStreams awaited, Function<ObjectNode, String> key)
      implements Informer.Handler {
    @Override
    public void replaced(Iterable<ApiObject> all) {
      all.forEach(this::mark);
      awaited.keys().forEach(queue::add); // some may be gone since
    }

    @Override
    public void changed(ObjectEvent event) {
      switch (event.type()) {
        case ADDED, MODIFIED, DELETED -> mark(event.object());
        case BOOKMARK -> {}
      }
    }

    private void mark(ApiObject object) {
      queue.add(key.apply(object.tree()));
    }
  }
}
