package dev.weir.server;

import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.controller.EventRecorder;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.resource.Kinds;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The objects of this server, as its own parts see them.
 *
 * @param kinds asked on each call, since they may be made only later
 */
record OwnObjects(Supplier<Catalog> kinds, Authorizer authorizer, Clock clock) {
  /** As one of the server's loops. */
  InProcessResources of(String loop) {
    return of(User.system(loop));
  }

  InProcessResources of(User user) {
    return new InProcessResources(kinds, authorizer, user);
  }

  /** Tells of what one of the server's loops does. */
  EventRecorder events(String loop) {
    return new EventRecorder(of(loop), Kinds.EVENT, loop, clock);
  }
}
