package dev.weir.remote.append;

import dev.weir.resource.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of the configuration of an image, beside its layers.
 *
 * @param config members that replace those of the container configuration, such as {@code Cmd}
 * @param meta members of the whole document; an object is laid over the one that is there
 * @param dropHistory whether it is forgotten how the image was made
 * @param created time of the image and of its layers in the history
 */
public record Changes(ObjectNode config, ObjectNode meta, boolean dropHistory, Instant created) {
  private static final List<String> PAST =
      List.of("container", "container_config", "docker_version", "history");

  public Changes {
    config = config.deepCopy();
    meta = meta.deepCopy();
  }

  /** The document of the new image. */
  ObjectNode of(BaseImage base, List<Layer> layers) {
    ObjectNode document = base.config().deepCopy();
    document.put("created", created.toString());
    ObjectNode container = Json.ensureObject(document, "config");
    if (dropHistory) {
      PAST.forEach(document::remove);
      container.remove("Image");
    }
    config.forEachEntry(container::set);
    lay(meta, document);
    ObjectNode rootfs = Json.ensureObject(document, "rootfs");
    rootfs.put("type", "layers");
    ArrayNode diffIds = Json.ensureArray(rootfs, "diff_ids");
    ArrayNode history = Json.ensureArray(document, "history");
    if (dropHistory) {
      base.layers().forEach(_ -> history.addObject().put("created", created.toString()));
    }
    for (Layer layer : layers) {
      diffIds.add(layer.contentDigest().toString());
      ObjectNode step = history.addObject().put("created", created.toString());
      if (!dropHistory) {
        step.put("comment", "weir image append");
      }
    }
    return document;
  }

  private static void lay(ObjectNode over, ObjectNode document) {
    over.forEachEntry(
        (name, value) -> {
          JsonNode there = document.get(name);
          if (value instanceof ObjectNode object && there instanceof ObjectNode below) {
            lay(object, below);
          } else {
            document.set(name, value);
          }
        });
  }
}
