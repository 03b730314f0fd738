package dev.weir.prune;

import dev.weir.manifest.MediaTypes;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An Image, as far as pruning looks at it.
 *
 * @param managed pushed to the integrated registry
 * @param blobs digests of its layers, the lowest first, and of its configuration; not its manifest
 * @param children digests of the manifests that it lists
 * @param size in bytes, as its metadata says
 * @param pullSpec where it was pushed to, or comes from
 */
public record PrunableImage(
    String name,
    Instant created,
    boolean managed,
    List<String> blobs,
    List<String> children,
    long size,
    String pullSpec) {
  private static final String MANAGED = "openshift.io/image.managed";

  public PrunableImage {
    blobs = List.copyOf(blobs);
    children = List.copyOf(children);
  }

  /** What an Image says. */
  public static PrunableImage of(ObjectNode image) {
    String type = Json.string(image, "dockerImageManifestMediaType");
    ObjectNode metadata = Json.objectAt(image, "dockerImageMetadata");
    List<String> blobs = new ArrayList<>(names(image, "dockerImageLayers", "name"));
    String config = Json.string(metadata, "Id");
    boolean hasConfig =
        type.equals(MediaTypes.DOCKER_MANIFEST) || type.equals(MediaTypes.OCI_MANIFEST);
    if (hasConfig && !config.isEmpty()) {
      blobs.add(config);
    }
    return new PrunableImage(
        Meta.name(image),
        Times.created(image),
        Meta.annotation(image, MANAGED).equals("true"),
        blobs,
        names(image, "dockerImageManifests", "digest"),
        metadata.path("Size").asLong(0),
        Json.string(image, "dockerImageReference"));
  }

  private static List<String> names(ObjectNode image, String list, String member) {
    return Json.arrayAt(image, list)
        .valueStream()
        .map((JsonNode entry) -> Json.string(entry, member))
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
