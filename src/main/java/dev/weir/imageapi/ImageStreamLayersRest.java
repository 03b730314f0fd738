package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
import dev.weir.streams.parts.Composition;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code imagestreams/layers}: what can be pulled through a stream, and what it is made of
 * (image-api.md 6.2). An image that is elsewhere, and what somebody says that it is made of, counts
 * as missing here: other registries take this list for what they may show.
 */
final class ImageStreamLayersRest implements Rest {
  private final StreamStore streams;
  private final StreamContent content;
  private final StreamViews views;

  ImageStreamLayersRest(Parts parts) {
    this.streams = parts.streams().store();
    this.content = parts.streams().content();
    this.views = parts.views();
  }

  @Override
  public ResourceKind kind() {
    return Kinds.IMAGE_STREAM_LAYERS;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    StreamName streamName = new StreamName(scope.namespace(), name);
    StoredStream stored = streams.whole(streamName);
    if (!stored.exists()) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM, name).exception();
    }
    ObjectNode tree = Json.object();
    tree.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    tree.set("metadata", stored.stream().metadata().deepCopy());
    ObjectNode blobs = tree.putObject("blobs");
    ObjectNode images = tree.putObject("images");
    StreamContent.Shown all = content.of(streamName);
    for (Digest shown : all.manifests()) {
      content
          .composition(shown)
          .ifPresent(made -> describe(shown, made, images.putObject(shown.toString()), blobs, all));
    }
    VouchedImages vouched = new VouchedImages(views, stored.stream());
    for (String image : StreamTags.images(stored.stream())) {
      if (!images.has(image)) {
        describeUnpushed(vouched, image, images, blobs);
      }
    }
    return ApiObject.of(tree);
  }

  private static void describe(
      Digest digest,
      Composition made,
      ObjectNode entry,
      ObjectNode blobs,
      StreamContent.Shown shown) {
    blob(blobs, digest.toString(), made.mediaType());
    if (MediaTypes.isIndex(made.mediaType())) {
      entry.putNull("layers").putNull("config");
      ArrayNode manifests = entry.putArray("manifests");
      made.manifests().forEach(child -> manifests.add(child.digest().toString()));
    } else {
      ArrayNode layers = entry.putArray("layers");
      made.blobs().forEach(layer -> layers.add(layer.digest().toString()));
      made.config()
          .ifPresent(
              config -> {
                entry.put("config", config.digest().toString());
                if (shown.hasBlob(config.digest())) {
                  blob(blobs, config.digest().toString(), config.mediaType());
                }
              });
    }
    for (Descriptor part : made.blobs()) {
      if (shown.hasBlob(part.digest())) {
        blob(blobs, part.digest().toString(), part.mediaType()).put("size", part.size());
      }
    }
  }

  /**
   * An image whose manifest is not in the blob store: with another registry in front, it is there.
   */
  private static void describeUnpushed(
      VouchedImages vouched, String image, ObjectNode images, ObjectNode blobs) {
    List<ObjectNode> found = vouched.of(image);
    if (found.isEmpty()) {
      images.putObject(image).put("imageMissing", true).putNull("layers").putNull("config");
    }
    for (ObjectNode known : found) {
      describe(known, images.putObject(Meta.name(known)), blobs);
    }
  }

  private static void describe(ObjectNode image, ObjectNode entry, ObjectNode blobs) {
    String mediaType = Json.string(image, "dockerImageManifestMediaType");
    blob(blobs, Meta.name(image), mediaType.isEmpty() ? MediaTypes.DOCKER_MANIFEST : mediaType);
    List<String> children = Images.children(image);
    if (!children.isEmpty()) {
      entry.putNull("layers").putNull("config");
      ArrayNode manifests = entry.putArray("manifests");
      children.forEach(manifests::add);
      return;
    }
    ArrayNode layers = entry.putArray("layers");
    for (JsonNode layer : Json.arrayAt(image, "dockerImageLayers")) {
      String digest = Json.string(layer, "name");
      layers.add(digest);
      blob(blobs, digest, Json.string(layer, "mediaType"))
          .put("size", layer.path("size").asLong(0));
    }
    String config = Json.string(Json.objectAt(image, "dockerImageMetadata"), "Id");
    if (config.isEmpty() || !MediaTypes.isImage(mediaType)) {
      entry.putNull("config");
    } else {
      entry.put("config", config);
      boolean docker = mediaType.equals(MediaTypes.DOCKER_MANIFEST);
      blob(blobs, config, docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG);
    }
  }

  private static ObjectNode blob(ObjectNode blobs, String digest, String mediaType) {
    return blobs.putObject(digest).putNull("size").put("mediaType", mediaType);
  }
}
