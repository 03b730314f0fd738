package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.manifest.MediaTypes;
import dev.weir.mapping.StoredStream;
import dev.weir.mapping.StreamStore;
import dev.weir.mapping.StreamTags;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code imagestreams/layers}: what content a stream's images are made of (image-api.md 6.2). */
final class ImageStreamLayersRest implements Rest {
  private final StreamStore streams;
  private final StreamViews views;

  ImageStreamLayersRest(ImageApi.Parts parts) {
    this.streams = parts.streams();
    this.views = parts.views();
  }

  @Override
  public ResourceKind kind() {
    return ImageKinds.IMAGE_STREAM_LAYERS;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    StoredStream stored = streams.whole(new StreamName(scope.namespace(), name));
    if (!stored.exists()) {
      throw ApiStatus.notFound(ImageKinds.IMAGE_STREAM, name).exception();
    }
    ObjectNode tree = Json.object();
    tree.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    tree.set("metadata", stored.stream().metadata().deepCopy());
    ObjectNode blobs = tree.putObject("blobs");
    ObjectNode images = tree.putObject("images");
    Deque<String> open = new ArrayDeque<>(StreamTags.images(stored.stream()));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String image = open.removeFirst();
      if (seen.add(image)) {
        open.addAll(describe(image, images.putObject(image), blobs));
      }
    }
    return ApiObject.of(tree);
  }

  /** Fills in one image; returns its children. */
  private List<String> describe(String name, ObjectNode entry, ObjectNode blobs) {
    Optional<ObjectNode> found = views.image(name);
    if (found.isEmpty()) {
      entry.put("imageMissing", true).putNull("layers").putNull("config");
      return List.of();
    }
    ObjectNode image = found.get();
    String mediaType = Json.string(image, "dockerImageManifestMediaType");
    blob(blobs, name, mediaType.isEmpty() ? MediaTypes.DOCKER_MANIFEST : mediaType);
    List<String> children = Images.children(image);
    if (!children.isEmpty()) {
      entry.putNull("layers").putNull("config");
      ArrayNode manifests = entry.putArray("manifests");
      children.forEach(manifests::add);
      return children;
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
    return List.of();
  }

  private static ObjectNode blob(ObjectNode blobs, String digest, String mediaType) {
    return blobs.putObject(digest).putNull("size").put("mediaType", mediaType);
  }
}
