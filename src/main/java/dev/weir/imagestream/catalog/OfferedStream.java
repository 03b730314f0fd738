package dev.weir.imagestream.catalog;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A stream as the catalog sees it (controllers-and-access.md 8). */
public record OfferedStream(String namespace, ObjectNode object) {
  public static final String LATEST = "latest";

  public String name() {
    return Meta.name(object);
  }

  /** {@code NAMESPACE/NAME}. */
  public String path() {
    return namespace + "/" + name();
  }

  /** Where the tag can be pulled from this server; empty if the server does not say. */
  public String pullSpec(String tag) {
    String repository = Json.string(Json.objectAt(object, "status"), "dockerImageRepository");
    return repository.isEmpty() ? "" : repository + ":" + tag;
  }

  private Optional<JsonNode> specTag(String tag) {
    return Json.arrayAt(Json.objectAt(object, "spec"), "tags")
        .valueStream()
        .filter(it -> Json.string(it, "name").equals(tag))
        .findFirst();
  }

  private Stream<JsonNode> statusTags() {
    return Json.arrayAt(Json.objectAt(object, "status"), "tags").valueStream();
  }

  /** True if the tag has an image. */
  public boolean hasImage(String tag) {
    return statusTags()
        .anyMatch(
            it ->
                Json.string(it, "tag").equals(tag)
                    && !Json.string(Json.arrayAt(it, "items").path(0), "image").isEmpty());
  }

  /** True if the tag is there at all. */
  public boolean hasTag(String tag) {
    return specTag(tag).isPresent()
        || statusTags().anyMatch(it -> Json.string(it, "tag").equals(tag));
  }

  /** True if the tag is never to be offered; who names it gets it nevertheless. */
  public boolean hides(String tag) {
    return categories(tag).anyMatch("hidden"::equals);
  }

  /** True if the tag says that source code can be built on it. */
  public boolean isBuilder(String tag) {
    return categories(tag).anyMatch("builder"::equals);
  }

  /** What the tag says to support, such as {@code ruby:2.0} and {@code ruby}. */
  public Stream<String> supports(String tag) {
    return words(tag, "supports");
  }

  /** The words that say what the tag is for, {@code builder} among them. */
  public Stream<String> categories(String tag) {
    return words(tag, "tags");
  }

  /** An annotation of the stream; empty if it has none. */
  public String annotation(String key) {
    return Meta.annotation(object, key);
  }

  /** An annotation of the tag's definition; empty if it has none. */
  public String annotation(String tag, String key) {
    return specTag(tag).map(it -> Json.string(Json.objectAt(it, "annotations"), key)).orElse("");
  }

  private Stream<String> words(String tag, String annotation) {
    return specTag(tag).stream()
        .map(it -> Json.string(Json.objectAt(it, "annotations"), annotation))
        .flatMap(list -> Stream.of(list.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty());
  }

  /** Tags that are there and not hidden, the newest version first. */
  public List<String> offered() {
    return statusTags()
        .map(it -> Json.string(it, "tag"))
        .filter(tag -> !hides(tag))
        .sorted(VersionOrder.NEWEST_FIRST)
        .toList();
  }

  /** True if it has tags, and none that may be offered. */
  public boolean isHidden() {
    return statusTags().findAny().isPresent() && offered().isEmpty();
  }

  /** The repository that all its tags come from; empty if there is none. */
  public String tracks() {
    return Json.string(Json.objectAt(object, "spec"), "dockerImageRepository");
  }

  public String description() {
    return Meta.annotation(object, "description");
  }

  /**
   * What {@code latest} stands for: the tag of this stream that it follows, if that may be offered
   * and has an image.
   */
  public String behindLatest() {
    return specTag(LATEST)
        .map(it -> Json.objectAt(it, "from"))
        .filter(from -> Json.string(from, "kind").equals("ImageStreamTag"))
        .map(from -> Json.string(from, "name"))
        .filter(tag -> !tag.contains(":") && !hides(LATEST) && !hides(tag) && hasImage(tag))
        .orElse(LATEST);
  }
}
