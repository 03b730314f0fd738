package dev.weir.storage.check;

import dev.weir.image.Images;
import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an Image says, beside what its manifest says of it; pure. */
final class ImageFacts {
  /** What follows from the manifest alone. */
  private static final List<String> OF_MANIFEST =
      List.of("dockerImageLayers", "dockerImageManifests", "dockerImageManifestMediaType");

  /** What the configuration says besides. */
  private static final List<String> OF_CONFIG =
      List.of("dockerImageMetadata", "dockerImageMetadataVersion");

  private ImageFacts() {}

  /**
   * An Image with what its manifest says.
   *
   * @param wrong members that say something else, in words; never empty
   */
  record Corrected(ObjectNode image, List<String> wrong) {}

  /**
   * Compares.
   *
   * @param config bytes of the configuration, empty for a manifest that has none to be read; empty
   *     at all if nobody has them now: then nothing is said of what it says
   * @return empty if the Image is right
   */
  static Optional<Corrected> compare(
      ObjectNode image, Digest digest, Manifest manifest, byte[] bytes, Optional<byte[]> config) {
    boolean managed = Images.isManaged(image);
    ObjectNode expected =
        Images.lean(
            Json.parseObject(
                Json.bytes(
                    Images.fromManifest(
                        digest,
                        manifest,
                        bytes,
                        config.orElse(new byte[0]),
                        Json.string(image, "dockerImageReference"),
                        managed))));
    List<String> compared = new ArrayList<>(OF_MANIFEST);
    if (config.isPresent()) {
      compared.addAll(OF_CONFIG);
    }
    ObjectNode right = image.deepCopy();
    List<String> wrong = new ArrayList<>();
    for (String member : compared) {
      JsonNode said = image.path(member);
      JsonNode meant = expected.path(member);
      if (!said.equals(meant) && !(isNothing(said) && isNothing(meant))) {
        wrong.add(member);
        right.remove(member);
        if (!meant.isMissingNode()) {
          right.set(member, meant);
        }
      }
    }
    return wrong.isEmpty() ? Optional.empty() : Optional.of(new Corrected(right, wrong));
  }

  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode()
        || node.isNull()
        || (node.isContainer() && node.isEmpty())
        || (node.isString() && node.asString().isEmpty());
  }
}
