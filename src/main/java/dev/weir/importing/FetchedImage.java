package dev.weir.importing;

import dev.weir.image.Images;
import dev.weir.importing.lists.ListChoice;
import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image as its registry has it.
 *
 * @param image the Image object without a pull spec; never changed
 * @param children of a preserved list
 * @param choice how it was chosen, if the registry has a list where it was looked for
 */
record FetchedImage(
    Digest digest, ObjectNode image, List<FetchedImage> children, Optional<ListChoice> choice) {

  /**
   * Of what was fetched.
   *
   * @param config empty if there is none
   */
  static FetchedImage of(
      Digest digest, Manifest manifest, byte[] bytes, byte[] config, List<FetchedImage> children) {
    ObjectNode image = Images.fromManifest(digest, manifest, bytes, config, "", false);
    return new FetchedImage(digest, image, children, Optional.empty());
  }

  /** Of what is in the store. */
  static FetchedImage here(Digest digest) {
    return new FetchedImage(
        digest, KeptImages.standIn(digest.toString()), List.of(), Optional.empty());
  }

  /** The same as the image of a list. */
  FetchedImage chosen(ListChoice by) {
    return new FetchedImage(digest, image, children, Optional.of(by));
  }

  FetchedImage withChildren(List<FetchedImage> all) {
    return with(image, all);
  }

  FetchedImage with(ObjectNode other, List<FetchedImage> all) {
    return new FetchedImage(digest, other, all, choice);
  }

  /** Without the raw manifests and configurations. */
  FetchedImage lean() {
    return with(Images.lean(image), children.stream().map(FetchedImage::lean).toList());
  }

  /** The outcome for one who asked with these words. */
  ImportOutcome.Imported outcome(ImageReference asked) {
    List<ObjectNode> images = below().map(child -> child.image(asked)).toList();
    ImageReference defaulted = asked.withClientDefaults().mostSpecific();
    return new ImportOutcome.Imported(
        image(asked), digest, pullSpec(asked), defaulted.tag(), images, choice);
  }

  private Stream<FetchedImage> below() {
    return children.stream().flatMap(child -> Stream.concat(Stream.of(child), child.below()));
  }

  /** The Image for one who asked with these words. */
  ObjectNode image(ImageReference asked) {
    ObjectNode named = Json.object();
    named.setAll(image);
    return named.put("dockerImageReference", pullSpec(asked));
  }

  private String pullSpec(ImageReference asked) {
    return asked.withId(digest.toString()).exact();
  }
}
