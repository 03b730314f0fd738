package dev.weir.remote.append;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.ImageReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What to make (cli.md 6, "append").
 *
 * @param to where the image goes; an empty tag is {@code latest}
 * @param from the image that it starts from; empty for nothing
 * @param layers tar files, plain or gzip-compressed, lowest first
 * @param config members that replace those of the container configuration, such as {@code Cmd}
 * @param created time of the image and of its layers in the history
 * @param platform of an image made from nothing, and the one chosen of a list
 */
public record AppendRequest(
    ImageReference to,
    Optional<ImageReference> from,
    List<Path> layers,
    ObjectNode config,
    Instant created,
    Descriptor.Platform platform) {
  public AppendRequest {
    layers = List.copyOf(layers);
    config = config.deepCopy();
  }
}
