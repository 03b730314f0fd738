package dev.weir.importing;

import dev.weir.image.Images;
import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image as its registry has it.
 *
 * @param config empty if there is none
 * @param children of a preserved list
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never handed out
record FetchedImage(
    Digest digest, Manifest manifest, byte[] bytes, byte[] config, List<FetchedImage> children) {

  /** The outcome for one who asked with these words. */
  ImportOutcome.Imported outcome(ImageReference asked) {
    List<ObjectNode> images = children.stream().map(child -> child.image(asked)).toList();
    ImageReference defaulted = asked.withClientDefaults().mostSpecific();
    return new ImportOutcome.Imported(
        image(asked), digest, pullSpec(asked), defaulted.tag(), images);
  }

  private ObjectNode image(ImageReference asked) {
    return Images.fromManifest(digest, manifest, bytes, config, pullSpec(asked), false);
  }

  private String pullSpec(ImageReference asked) {
    return asked.withId(digest.toString()).exact();
  }
}
