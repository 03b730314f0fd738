package dev.weir.cli.image.copy;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.reference.ImageReference;
import dev.weir.remote.repository.Location;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Optional;

/**
 * Names of stream tags where an image of a registry is asked for: without a host, Docker Hub is.
 */
final class StreamNames {
  private StreamNames() {}

  /** What to ask instead, if the current project has a stream tag of this name. */
  static Optional<String> hint(Call call, Location named) {
    if (!(named instanceof Location.InRegistry image)) {
      return Optional.empty();
    }
    ImageReference reference = image.reference();
    if (!reference.registry().isEmpty()
        || !reference.namespace().isEmpty()
        || image.tag().isEmpty()) {
      return Optional.empty();
    }
    String tag = reference.name() + ":" + image.tag();
    try (Cluster cluster = Cluster.besideRegistries(call)) {
      var _ = cluster.get(Kinds.IMAGE_STREAM_TAG, cluster.namespace(), tag);
      return Optional.of(
          "if you mean the stream tag of project %s, use: weir get istag %s"
              .formatted(cluster.namespace(), tag));
    } catch (CliException | StatusException | IOException | IllegalArgumentException _) {
      return Optional.empty(); // it is only a hint
    }
  }
}
