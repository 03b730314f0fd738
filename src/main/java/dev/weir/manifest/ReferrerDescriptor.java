package dev.weir.manifest;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a manifest that refers to another one is listed among all that do: by its artifact type, or
 * the type of its configuration, and with its own annotations (OCI distribution-spec, "listing
 * referrers").
 */
public final class ReferrerDescriptor {
  private ReferrerDescriptor() {}

  /**
   * Of a manifest.
   *
   * @param size bytes
   */
  public static Descriptor of(Manifest manifest, Digest digest, long size) {
    String type = manifest.artifactType();
    if (type.isEmpty() && manifest instanceof Manifest.ImageManifest image) {
      type = image.config().mediaType();
    }
    return new Descriptor(
        manifest.mediaType(),
        digest,
        size,
        Optional.empty(),
        List.of(),
        type,
        manifest.annotations());
  }

  /** As JSON; the same descriptor always gives the same bytes. */
  public static byte[] encode(Descriptor descriptor) {
    ObjectNode node = Json.object();
    node.put("mediaType", descriptor.mediaType());
    node.put("digest", descriptor.digest().toString());
    node.put("size", descriptor.size());
    if (!descriptor.artifactType().isEmpty()) {
      node.put("artifactType", descriptor.artifactType());
    }
    if (!descriptor.annotations().isEmpty()) {
      ObjectNode annotations = node.putObject("annotations");
      new TreeMap<>(descriptor.annotations()).forEach(annotations::put);
    }
    return Json.bytes(node);
  }

  /** The artifact type of an encoded one; empty if it has none. */
  public static String artifactType(byte[] encoded) {
    return Json.text(encoded, "artifactType", _ -> {});
  }
}
