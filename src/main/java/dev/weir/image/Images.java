package dev.weir.image;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds and trims {@code image.openshift.io/v1} Image trees. */
public final class Images {
  public static final String API_VERSION = "image.openshift.io/v1";

  /** What stays of an Image that somebody only claimed, when the image itself comes. */
  private static final List<String> LASTING = List.of("uid", "creationTimestamp");

  /** What a manifest says of an image. */
  private static final List<String> FACTS =
      List.of(
          "dockerImageMetadata",
          "dockerImageMetadataVersion",
          "dockerImageLayers",
          "dockerImageManifests",
          "dockerImageManifestMediaType");

  /**
   * Set by Weir alone, on an image of which somebody said what it is made of and nobody has brought
   * it: a mapping's, before the image is pushed or imported.
   */
  private static final String CLAIMED = "image.weir.dev/claimed";

  /** Set on images that were pushed to the integrated registry. */
  public static final String MANAGED = "openshift.io/image.managed";

  /** Set where the registry keeps manifest and configuration, and the object does not. */
  public static final String MANIFEST_BLOB_STORED = "image.openshift.io/manifestBlobStored";

  /** {@code ascending}: base layer first. */
  public static final String LAYERS_ORDER = "image.openshift.io/dockerLayersOrder";

  /**
   * What is in an image that is none to run, as its manifest says ({@link Manifest#artifact}). An
   * annotation, since no field of an Image has a place for it and clients show annotations.
   */
  public static final String ARTIFACT_TYPE = "weir.dev/artifact-type";

  private Images() {}

  /**
   * The Image of a manifest (image-api.md 5.5, 6.1).
   *
   * @param digest of the manifest; becomes the name
   * @param config content of the configuration blob; empty if there is none or it is unreadable
   * @param pullSpec where the image is, by digest; for the integrated registry see {@link
   *     OwnRegistry#pullSpec}
   * @param managed pushed to the integrated registry: marked so, and without manifest and
   *     configuration text, which the registry has as blobs; otherwise both are included
   */
  public static ObjectNode fromManifest(
      Digest digest,
      Manifest manifest,
      byte[] manifestBytes,
      byte[] config,
      String pullSpec,
      boolean managed) {
    ObjectNode image = Json.object();
    image.put("apiVersion", API_VERSION).put("kind", "Image");
    Meta.of(image).put("name", digest.toString());
    if (managed) {
      Meta.setAnnotation(image, MANAGED, "true");
      Meta.setAnnotation(image, MANIFEST_BLOB_STORED, "true");
    }
    image.put("dockerImageReference", pullSpec);
    switch (manifest) {
      case Manifest.ImageManifest single -> fillSingle(image, single, config);
      case Manifest.IndexManifest index -> fillIndex(image, index, digest);
    }
    image.put("dockerImageManifestMediaType", manifest.mediaType());
    setArtifactType(image, manifest.artifact());
    if (!managed) {
      image.put("dockerImageManifest", new String(manifestBytes, StandardCharsets.UTF_8));
      if (manifest instanceof Manifest.ImageManifest && config.length > 0) {
        image.put("dockerImageConfig", new String(config, StandardCharsets.UTF_8));
      }
    }
    return image;
  }

  /** What is in an image that is none to run; empty for others. */
  public static String artifactType(ObjectNode image) {
    return Meta.annotation(image, ARTIFACT_TYPE);
  }

  /**
   * An Image that is there, with what is in it, where an earlier build did not say that.
   *
   * @param brought the Image of whoever brought it again
   * @return empty if it says so already
   */
  public static Optional<ObjectNode> completed(ObjectNode present, ObjectNode brought) {
    String type = artifactType(brought);
    if (type.isEmpty() || !artifactType(present).isEmpty()) {
      return Optional.empty();
    }
    ObjectNode image = present.deepCopy();
    setArtifactType(image, type);
    return Optional.of(image);
  }

  /** Says what is in an image that is none to run; nothing of others. */
  public static void setArtifactType(ObjectNode image, String type) {
    if (type.isEmpty()) {
      Meta.removeAnnotation(image, ARTIFACT_TYPE);
    } else {
      Meta.setAnnotation(image, ARTIFACT_TYPE, type);
    }
  }

  private static void fillSingle(ObjectNode image, Manifest.ImageManifest single, byte[] config) {
    Meta.setAnnotation(image, LAYERS_ORDER, "ascending");
    image.set("dockerImageMetadata", DockerImageMetadata.fromConfig(single, config));
    image.put("dockerImageMetadataVersion", "1.0");
    ArrayNode layers = image.putArray("dockerImageLayers");
    for (Descriptor layer : single.layers()) {
      layers
          .addObject()
          .put("name", layer.digest().toString())
          .put("size", layer.size())
          .put("mediaType", layer.mediaType());
    }
  }

  private static void fillIndex(ObjectNode image, Manifest.IndexManifest index, Digest digest) {
    image.set("dockerImageMetadata", DockerImageMetadata.ofIndex(index, digest));
    image.put("dockerImageMetadataVersion", "1.0");
    ArrayNode children = image.putArray("dockerImageManifests");
    for (Descriptor child : index.manifests()) {
      ObjectNode entry = children.addObject();
      entry.put("digest", child.digest().toString());
      entry.put("mediaType", child.mediaType());
      entry.put("manifestSize", child.size());
      var platform = child.platform().orElse(new Descriptor.Platform("", "", ""));
      entry.put("architecture", platform.architecture()).put("os", platform.os());
      if (!platform.variant().isEmpty()) {
        entry.put("variant", platform.variant());
      }
    }
  }

  /**
   * Drops the raw manifest and configuration, which views and stored images do not carry
   * (image-api.md 5.7, 6.3). Changes the tree and returns it.
   */
  public static ObjectNode withoutRaw(ObjectNode image) {
    image.remove(List.of("dockerImageManifest", "dockerImageConfig"));
    return image;
  }

  /** The same without the raw manifest and configuration; shares what is below with the other. */
  public static ObjectNode lean(ObjectNode image) {
    ObjectNode lean = Json.object();
    lean.setAll(image);
    return withoutRaw(lean);
  }

  /**
   * What becomes of an Image that is there when the image itself comes: what was said of it before
   * gives way, reference, labels and annotations included; signatures are of the image and stay.
   *
   * @param brought the Image of whoever brought it
   */
  public static ObjectNode replaced(ObjectNode present, ObjectNode brought) {
    ObjectNode image = brought.deepCopy();
    ObjectNode metadata = Meta.of(image);
    for (String member : LASTING) {
      Optional.ofNullable(Meta.of(present).get(member)).ifPresent(v -> metadata.set(member, v));
    }
    Optional.ofNullable(present.get("signatures")).ifPresent(v -> image.set("signatures", v));
    return image;
  }

  /**
   * What becomes of an Image that is there when it is pushed: of the push is what the image is and
   * where; what people wrote on it stays.
   *
   * @param brought the Image of the push
   */
  public static ObjectNode pushed(ObjectNode present, ObjectNode brought) {
    if (isClaimed(present)) {
      return replaced(present, brought);
    }
    ObjectNode image = withoutRaw(present.deepCopy());
    image.remove(FACTS);
    brought.forEachEntry(
        (member, value) -> {
          if (!member.equals("metadata")) {
            image.set(member, value.deepCopy());
          }
        });
    Json.objectAt(Meta.of(brought), "annotations")
        .forEachEntry((key, value) -> Meta.setAnnotation(image, key, value.asString("")));
    return image;
  }

  /** An Image of which nothing is to be known but its name. */
  public static ObjectNode named(String name) {
    ObjectNode image = Json.object().put("apiVersion", API_VERSION).put("kind", "Image");
    Meta.of(image).put("name", name);
    image.set("dockerImageMetadata", DockerImageMetadata.none());
    return image.put("dockerImageMetadataVersion", "1.0");
  }

  /** Marks an Image as one that somebody only speaks of; who pushed it is for a registry to say. */
  public static void claim(ObjectNode image) {
    Meta.removeAnnotation(image, MANAGED);
    Meta.setAnnotation(image, CLAIMED, "true");
  }

  /** Takes such a mark away, which only Weir sets. */
  public static void vouch(ObjectNode image) {
    Meta.removeAnnotation(image, CLAIMED);
  }

  /** True if nobody brought the image yet; see {@link #claim}. */
  public static boolean isClaimed(ObjectNode image) {
    return Meta.annotation(image, CLAIMED).equals("true");
  }

  /** True if the image was pushed to the integrated registry. */
  public static boolean isManaged(ObjectNode image) {
    return Meta.annotation(image, MANAGED).equals("true");
  }

  /** Digests of the children of an index; empty for a single image. */
  public static List<String> children(ObjectNode image) {
    return Json.arrayAt(image, "dockerImageManifests")
        .valueStream()
        .map(child -> Json.string(child, "digest"))
        .toList();
  }

  /** Bytes of an Image, as its metadata say; else of its distinct layers. */
  public static long size(ObjectNode image) {
    long known = image.at("/dockerImageMetadata/Size").asLong(0);
    Map<String, Long> layers = new HashMap<>();
    for (JsonNode layer : Json.arrayAt(image, "dockerImageLayers")) {
      layers.put(Json.string(layer, "name"), layer.path("size").asLong(0));
    }
    return known > 0 ? known : layers.values().stream().mapToLong(Long::longValue).sum();
  }
}
