package dev.weir.prune;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tags of an image stream, each with its items, newest first. */
public record StreamHistory(String namespace, String name, Instant created, List<Tag> tags) {
  public StreamHistory {
    tags = List.copyOf(tags);
  }

  /** A tag of the status. */
  public record Tag(String name, List<Item> items) {
    public Tag {
      items = List.copyOf(items);
    }
  }

  /**
   * An item of a tag's history.
   *
   * @param image name of its Image
   */
  public record Item(String image, Instant created) {}

  /** What an ImageStream says. */
  public static StreamHistory of(ObjectNode stream) {
    return new StreamHistory(
        Meta.namespace(stream),
        Meta.name(stream),
        Times.created(stream),
        Json.arrayAt(Json.objectAt(stream, "status"), "tags")
            .valueStream()
            .map(StreamHistory::tag)
            .toList());
  }

  private static Tag tag(JsonNode tag) {
    return new Tag(
        Json.string(tag, "tag"),
        Json.arrayAt(tag, "items")
            .valueStream()
            .map(item -> new Item(Json.string(item, "image"), Times.at(item, "created")))
            .toList());
  }

  /** {@code namespace/name}, which is the repository too. */
  public String path() {
    return namespace + "/" + name;
  }

  Stream<String> images() {
    return tags.stream().flatMap(tag -> tag.items().stream()).map(Item::image);
  }
}
