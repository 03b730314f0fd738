package dev.weir.pruning;

import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.prune.StreamHistory;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says by Events what pruning did not do: at the stream that it is about; what is about all is said
 * in the namespace {@code default}.
 */
public record PruneEvents(Resources objects, EventRecorder events)
    implements ScheduledPruning.Failures {
  private static final String REASON = "PruneFailed";

  @Override
  public void failed(Optional<StreamHistory> stream, String message) {
    if (stream.isEmpty()) {
      ObjectNode about = Json.object().put("name", "default").put("namespace", "default");
      boolean _ = events.warn(Kinds.NAMESPACE, about, REASON, message);
      return;
    }
    try {
      ObjectNode about =
          objects.get(Kinds.IMAGE_STREAM, stream.get().namespace(), stream.get().name()).metadata();
      boolean _ = events.warn(Kinds.IMAGE_STREAM, about, REASON, message);
    } catch (StatusException _) {
      // it is gone, and nobody asks for it
    }
  }
}
