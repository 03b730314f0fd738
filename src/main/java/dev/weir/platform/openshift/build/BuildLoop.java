package dev.weir.platform.openshift.build;

import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.Marks;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import java.time.Duration;

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
    loops.start(
        "build-configs", new Informer(resources, Kinds.BUILD_CONFIG, new Marks(queue), RETRY));
    loops.start("builds", new Informer(resources, Kinds.BUILD, new Builds(), RETRY));
    loops.start("builds-worker", () -> queue.work(reconciler));
  }

  private final class Builds implements Informer.Handler {
    @Override
    public void replaced(Iterable<ApiObject> all) {
      all.forEach(build -> queue.add(BuildReconciler.key(build.tree())));
    }

    @Override
    public void changed(ObjectEvent event) {
      switch (event.type()) {
        case ADDED, MODIFIED, DELETED -> queue.add(BuildReconciler.key(event.object().tree()));
        case BOOKMARK -> {}
      }
    }
  }
}
