package dev.weir.pruning;

import dev.weir.client.Resources;
import dev.weir.prune.StreamHistory;
import dev.weir.prune.StreamPlan;
import java.util.Optional;

/** Does what a plan says, or for a dry run nothing. One step after the other. */
public interface Deletes extends RegistryDeletes {
  /** Nothing goes, and all is as if it had. */
  Deletes NONE =
      new Deletes() {
        @Override
        public Optional<StreamSeen> stream(StreamHistory listed) {
          return Optional.of(new StreamSeen(listed, StreamPlan::left));
        }

        @Override
        public void image(String name) {}

        @Override
        public void layerLink(String repository, String digest) {}

        @Override
        public void manifestLink(String repository, String digest) {}

        @Override
        public void blob(String digest) {}
      };

  /** For real. */
  static Deletes of(Resources objects, RegistryDeletes registry) {
    return new RealDeletes(objects, registry);
  }

  /**
   * The stream as it is now; empty if it is gone.
   *
   * @throws dev.weir.resource.StatusException if it may not be seen
   */
  Optional<StreamSeen> stream(StreamHistory listed);

  /**
   * Deletes an Image.
   *
   * @throws dev.weir.resource.StatusException if the server refuses
   */
  void image(String name);

  /** A stream, and the way to take items from it. */
  record StreamSeen(StreamHistory history, Writer writer) {}

  /** Takes the items of a plan from the stream that it was made of. */
  interface Writer {
    /**
     * Writes the stream's status.
     *
     * @return the stream as it is then
     * @throws dev.weir.resource.StatusException if the server refuses; 409 if it has changed
     */
    StreamHistory drop(StreamPlan plan);
  }
}
