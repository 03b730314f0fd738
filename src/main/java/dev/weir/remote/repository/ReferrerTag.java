package dev.weir.remote.repository;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import dev.weir.resource.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of what refers to a manifest, under a tag made of its digest: clients keep it where the
 * registry does not (registry.md 1.6).
 */
final class ReferrerTag {
  private static final int ALGORITHM = 32;
  private static final int HEX = 64;

  private ReferrerTag() {}

  /** Adds a manifest to the list, unless it is there. */
  static void add(RemoteRegistry registry, Digest subject, RemoteManifest referrer) {
    String tag = cut(subject.algorithm(), ALGORITHM) + "-" + cut(subject.hex(), HEX);
    ObjectNode list = list(registry, tag);
    ArrayNode manifests = Json.ensureArray(list, "manifests");
    String digest = referrer.digest().toString();
    for (var entry : manifests) {
      if (Json.string(entry, "digest").equals(digest)) {
        return;
      }
    }
    describe(referrer, manifests.addObject());
    registry.pushManifest(RemoteManifest.of(MediaTypes.OCI_INDEX, Json.bytes(list)), tag);
  }

  private static ObjectNode list(RemoteRegistry registry, String tag) {
    try {
      return Json.parseObject(registry.fetchManifest(tag).bytes());
    } catch (RemoteException e) {
      if (e.kind() != RemoteException.Kind.MANIFEST_UNKNOWN
          && e.kind() != RemoteException.Kind.REPOSITORY_UNKNOWN) {
        throw e;
      }
      return Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    }
  }

  private static void describe(RemoteManifest referrer, ObjectNode entry) {
    Manifest manifest = ManifestReader.readStored(referrer.mediaType(), referrer.bytes());
    entry
        .put("mediaType", manifest.mediaType())
        .put("digest", referrer.digest().toString())
        .put("size", referrer.bytes().length);
    String type = manifest.artifactType();
    if (type.isEmpty() && manifest instanceof Manifest.ImageManifest image) {
      type = image.config().mediaType();
    }
    if (!type.isEmpty()) {
      entry.put("artifactType", type);
    }
    ObjectNode annotations = Json.object();
    manifest.annotations().forEach(annotations::put);
    if (!annotations.isEmpty()) {
      entry.set("annotations", annotations);
    }
  }

  private static String cut(String text, int most) {
    return text.substring(0, Math.min(text.length(), most));
  }
}
