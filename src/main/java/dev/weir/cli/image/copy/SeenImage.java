package dev.weir.cli.image.copy;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One image, or artifact, as a repository has it.
 *
 * @param name as users write it
 * @param asked the digest that they asked for; empty for a tag
 * @param list the list that it came from
 * @param config what the image says of itself; empty for what is no image that runs
 */
record SeenImage(
    String name,
    String asked,
    Digest digest,
    Optional<Digest> list,
    Manifest.ImageManifest manifest,
    Optional<ObjectNode> config) {
  /** Bytes of all layers. */
  long size() {
    return manifest.layers().stream().mapToLong(Descriptor::size).sum();
  }
}
