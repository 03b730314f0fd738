package dev.weir.image;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of an Image that a client creates or changes (image-api.md 6.3, 6.4). All methods
 * change the tree that they are given.
 */
public final class ImageRules {
  private static final String MANIFEST = "dockerImageManifest";
  private static final String MEDIA_TYPE = "dockerImageManifestMediaType";
  private static final String CONFIG = "dockerImageConfig";
  private static final String LAYERS = "dockerImageLayers";
  private static final String METADATA = "dockerImageMetadata";
  private static final String VERSION = "dockerImageMetadataVersion";
  private static final String ASCENDING = "ascending";

  /** What the manifest says once and for all. */
  private static final List<String> FIXED =
      List.of(METADATA, VERSION, LAYERS, "dockerImageManifests");

  private ImageRules() {}

  /** Fills in what the manifest says; drops the texts if the registry has them. */
  public static void prepareNew(ObjectNode image) {
    Signatures.withoutObsoleteMarks(image);
    boolean old = Json.string(image, VERSION).equals("pre012");
    image.set(
        METADATA,
        image.get(METADATA) instanceof ObjectNode given
            ? DockerImageMetadata.normalised(given, old)
            : DockerImageMetadata.none());
    image.put(VERSION, "1.0");
    complete(image);
    if (Meta.annotation(image, Images.MANIFEST_BLOB_STORED).equals("true")) {
      Images.withoutRaw(image);
    }
  }

  /**
   * Completes metadata, layers and children from the manifest's text; nothing happens without one,
   * or with one that cannot be read.
   */
  static void complete(ObjectNode image) {
    String text = Json.string(image, MANIFEST);
    if (text.isEmpty()) {
      return;
    }
    orderLayers(image);
    boolean known =
        !Json.arrayAt(image, LAYERS).isEmpty()
            && Json.objectAt(image, METADATA).path("Size").asLong(0) > 0
            && !Json.string(image, MEDIA_TYPE).isEmpty();
    if (known) {
      manifest(image).ifPresent(read -> Images.setArtifactType(image, read.artifact()));
      return;
    }
    Optional<ObjectNode> first = SchemaOne.read(text);
    if (first.isPresent()) {
      SchemaOne.fill(image, first.get());
      Meta.setAnnotation(image, Images.LAYERS_ORDER, ASCENDING);
    } else {
      manifest(image).ifPresent(read -> completeFrom(image, read));
    }
  }

  /** Empty if it cannot be read: then it is kept as it came, as OpenShift does. */
  private static Optional<Manifest> manifest(ObjectNode image) {
    try {
      return Optional.of(
          ManifestReader.read(Json.string(image, MEDIA_TYPE), text(image, MANIFEST)));
    } catch (ManifestException _) {
      return Optional.empty();
    }
  }

  private static byte[] text(ObjectNode image, String member) {
    return Json.string(image, member).getBytes(StandardCharsets.UTF_8);
  }

  private static void completeFrom(ObjectNode image, Manifest manifest) {
    byte[] bytes = text(image, MANIFEST);
    Digest digest = Digest.tryParse(Meta.name(image)).orElseGet(() -> Digest.of(bytes));
    ObjectNode made = Images.fromManifest(digest, manifest, bytes, text(image, CONFIG), "", false);
    FIXED.forEach(member -> take(made, image, member));
    take(made, image, MEDIA_TYPE);
    Images.setArtifactType(image, Images.artifactType(made));
    if (made.has(LAYERS)) {
      Meta.setAnnotation(image, Images.LAYERS_ORDER, ASCENDING);
    }
  }

  /** Base layer first; without a word, layers of the second schema count as the other way round. */
  private static void orderLayers(ObjectNode image) {
    ArrayNode layers = Json.arrayAt(image, LAYERS);
    if (layers.isEmpty()) {
      return;
    }
    String order = Meta.annotation(image, Images.LAYERS_ORDER);
    boolean reversed =
        order.equals("descending")
            || (order.isEmpty() && MediaTypes.isImage(Json.string(image, MEDIA_TYPE)));
    if (reversed) {
      List<JsonNode> turned = new ArrayList<>(layers.valueStream().toList());
      Collections.reverse(turned);
      layers.removeAll();
      layers.addAll(turned);
    }
    Meta.setAnnotation(image, Images.LAYERS_ORDER, ASCENDING);
  }

  /**
   * Keeps what cannot change. A manifest is taken if it is the image's own, a configuration if it
   * is the manifest's; others stay as they were without a word.
   */
  public static void prepareUpdate(ObjectNode updated, ObjectNode old) {
    Signatures.withoutObsoleteMarks(updated);
    FIXED.forEach(member -> restore(updated, old, member));
    Images.setArtifactType(updated, Images.artifactType(old));
    if (old.has("dockerImageSignatures")) {
      restore(updated, old, "dockerImageSignatures");
    }
    String manifest = Json.string(updated, MANIFEST);
    boolean own =
        manifest.isEmpty()
            || manifest.equals(Json.string(old, MANIFEST))
            || isOwn(Meta.name(old), manifest);
    if (!own) {
      restore(updated, old, MANIFEST);
    }
    String config = Json.string(updated, CONFIG);
    boolean named =
        config.isEmpty()
            || config.equals(Json.string(old, CONFIG))
            || names(Json.string(updated, MANIFEST), config);
    if (!named) {
      restore(updated, old, CONFIG);
    }
    complete(updated);
    if (Meta.annotation(updated, Images.MANIFEST_BLOB_STORED).equals("true")) {
      Images.withoutRaw(updated);
    }
  }

  /**
   * True if the image comes with its own manifest and the configuration that it names: whoever has
   * those learns nothing from an Image.
   */
  public static boolean isComplete(ObjectNode image) {
    String manifest = Json.string(image, MANIFEST);
    return !manifest.isEmpty()
        && isOwn(Meta.name(image), manifest)
        && (SchemaOne.read(manifest).isPresent() || names(manifest, Json.string(image, CONFIG)));
  }

  /** Of an image that is complete, what its manifest proves, and nothing else that was sent. */
  public static ObjectNode proven(ObjectNode complete) {
    ObjectNode image = Images.named(Meta.name(complete));
    take(complete, image, MANIFEST);
    take(complete, image, CONFIG);
    prepareNew(image);
    return Images.withoutRaw(image);
  }

  private static boolean isOwn(String name, String manifest) {
    byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
    return Digest.of(bytes).toString().equals(name)
        || SchemaOne.digest(manifest).toString().equals(name);
  }

  private static boolean names(String manifest, String config) {
    try {
      return ManifestReader.read("", manifest.getBytes(StandardCharsets.UTF_8))
              instanceof Manifest.ImageManifest image
          && image
              .config()
              .digest()
              .equals(
                  image.config().digest().sameAlgorithm(config.getBytes(StandardCharsets.UTF_8)));
    } catch (ManifestException _) {
      return false;
    }
  }

  private static void restore(ObjectNode updated, ObjectNode old, String member) {
    updated.remove(member);
    take(old, updated, member);
  }

  private static void take(ObjectNode from, ObjectNode to, String member) {
    JsonNode value = from.get(member);
    if (value != null) {
      to.set(member, value);
    }
  }
}
