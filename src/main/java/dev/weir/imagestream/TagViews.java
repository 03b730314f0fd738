package dev.weir.imagestream;

import dev.weir.image.Images;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ImageStreamTags and ImageStreamImages, made from stream and image (image-api.md 4.1, 4.4). */
public final class TagViews {
  private TagViews() {}

  /**
   * The ImageStreamTag of a tag that is in spec or status.
   *
   * @param image the stored Image; empty where it is not loaded
   */
  public static ObjectNode streamTag(ImageStream stream, String tag, Optional<ObjectNode> image) {
    SpecTag spec = stream.spec().get(tag);
    Optional<TagEvent> newest = stream.newest(tag);
    Map<String, String> annotations = spec == null ? Map.of() : spec.annotations();
    ObjectNode view = Json.object();
    view.put("apiVersion", StreamJson.API_VERSION).put("kind", "ImageStreamTag");
    view.set("metadata", tagMetadata(stream, tag, newest, annotations));
    if (spec == null) {
      view.putNull("tag");
    } else {
      view.set("tag", StreamJson.writeSpecTag(spec));
    }
    view.put("generation", newest.map(TagEvent::generation).orElse(0L));
    view.putObject("lookupPolicy").put("local", stream.localLookup());
    TagHistory history = stream.history(tag);
    if (!history.conditions().isEmpty()) {
      view.set("conditions", StreamJson.writeConditions(history.conditions()));
    }
    view.set("image", taggedImage(stream, tag, image, annotations));
    return view;
  }

  private static ObjectNode tagMetadata(
      ImageStream stream, String tag, Optional<TagEvent> newest, Map<String, String> annotations) {
    ObjectNode from = stream.metadata();
    ObjectNode metadata = Json.object();
    metadata.put("name", stream.name().name() + ":" + tag);
    metadata.put("namespace", stream.name().namespace());
    copy(from, metadata, "uid");
    copy(from, metadata, "resourceVersion");
    if (newest.isPresent()) {
      metadata.put("creationTimestamp", StreamJson.timeOrNull(newest.get().created()));
    } else {
      copy(from, metadata, "creationTimestamp");
    }
    copy(from, metadata, "labels");
    if (!annotations.isEmpty()) {
      ObjectNode copied = metadata.putObject("annotations");
      new TreeMap<>(annotations).forEach(copied::put);
    }
    return metadata;
  }

  private static ObjectNode taggedImage(
      ImageStream stream,
      String tag,
      Optional<ObjectNode> stored,
      Map<String, String> annotations) {
    ObjectNode image = stored.map(TagViews::embedded).orElseGet(TagViews::noImage);
    if (stored.isPresent()) {
      annotations.forEach((key, value) -> Meta.setAnnotation(image, key, value));
    } else {
      stream.newest(tag).ifPresent(event -> Meta.of(image).put("name", event.image()));
    }
    stream.pullSpec(tag).ifPresent(spec -> image.put("dockerImageReference", spec));
    return image;
  }

  /**
   * The ImageTag of a tag that is in spec or status: the stream's own metadata under another name.
   *
   * @param image the stored Image; empty where it is not loaded, or gone
   */
  public static ObjectNode imageTag(ImageStream stream, String tag, Optional<ObjectNode> image) {
    Optional<SpecTag> spec = stream.specTag(tag);
    ObjectNode view = Json.object();
    view.put("apiVersion", StreamJson.API_VERSION).put("kind", "ImageTag");
    ObjectNode metadata = stream.metadata().deepCopy();
    metadata.put("name", stream.name().name() + ":" + tag);
    view.set("metadata", metadata);
    spec.ifPresentOrElse(
        wish -> view.set("spec", StreamJson.writeSpecTag(wish)), () -> view.putNull("spec"));
    TagHistory history = stream.tags().get(tag);
    if (history == null) {
      view.putNull("status");
    } else {
      view.set("status", StreamJson.writeHistory(tag, history));
    }
    Map<String, String> annotations = spec.map(SpecTag::annotations).orElse(Map.of());
    image.ifPresentOrElse(
        _ -> view.set("image", taggedImage(stream, tag, image, annotations)),
        () -> view.putNull("image"));
    return view;
  }

  /** The ImageStreamImage of an image in the stream, under the name as it was asked for. */
  public static ObjectNode streamImage(ImageStream stream, String id, ObjectNode image) {
    ObjectNode view = Json.object();
    view.put("apiVersion", StreamJson.API_VERSION).put("kind", "ImageStreamImage");
    ObjectNode metadata = view.putObject("metadata");
    metadata.put("name", stream.name().name() + "@" + id);
    metadata.put("namespace", stream.name().namespace());
    copy(Json.objectAt(image, "metadata"), metadata, "creationTimestamp");
    copy(stream.metadata(), metadata, "annotations");
    view.set("image", embedded(image));
    return view;
  }

  private static ObjectNode embedded(ObjectNode stored) {
    ObjectNode image = Images.withoutRaw(stored.deepCopy());
    image.remove("apiVersion");
    image.remove("kind");
    return image;
  }

  private static ObjectNode noImage() {
    ObjectNode image = Json.object();
    image.putObject("metadata").putNull("creationTimestamp");
    image
        .putObject("dockerImageMetadata")
        .put("kind", "DockerImage")
        .put("apiVersion", "image.openshift.io/1.0")
        .put("Id", "")
        .putNull("Created")
        .putObject("ContainerConfig");
    image.put("dockerImageMetadataVersion", "1.0");
    return image;
  }

  private static void copy(ObjectNode from, ObjectNode to, String member) {
    JsonNode value = from.get(member);
    if (value != null) {
      to.set(member, value.deepCopy());
    }
  }
}
