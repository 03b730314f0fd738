package dev.weir.server;

import dev.weir.client.Resources;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.resource.ResourceKind;
import java.time.Duration;

/**
 * The loops that run as long as the server: most of them an informer, a queue and its workers, all
 * at one pace.
 */
record StandingLoops(Loops loops) {
  static final Duration RETRY = Duration.ofSeconds(1);

  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  static WorkQueue queue() {
    return new WorkQueue(RETRY, LONGEST_RETRY, System::nanoTime);
  }

  void start(String name, Runnable loop) {
    loops.start(name, loop);
  }

  /** Tells a loop of all objects of a kind, and of what becomes of them. */
  void follow(String name, Resources objects, ResourceKind kind, Informer.Handler handler) {
    loops.start(name, new Informer(objects, kind, handler, RETRY));
  }
}
