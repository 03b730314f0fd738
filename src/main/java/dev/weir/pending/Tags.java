package dev.weir.pending;

import static dev.weir.pending.Fields.at;

import dev.weir.pending.PendingOption.Place;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where somebody says what a tag of a stream shall be. */
final class Tags {
  private static final String STREAM = "imagestreams.image.openshift.io";
  private static final String STREAM_TAG = "imagestreamtags.image.openshift.io";
  private static final String IMAGE_TAG = "imagetags.image.openshift.io";
  private static final String IMPORT = "imagestreamimports.image.openshift.io";
  private static final String MANAGED = "openshift.io/image.managed";

  private static final String FROM = "from: {kind: DockerImage, name: 'quay.io/x/y:1'}";

  /** Nothing answers there, so that an import ends at once. */
  private static final String SILENT = "from: {kind: DockerImage, name: '127.0.0.1:1/x/y'}";

  private static final String IN_STREAM =
      example("ImageStream", "example", "spec: {tags: [{name: v1, " + FROM + "%s}]}");
  private static final String IN_STREAM_TAG =
      example("ImageStreamTag", "example:v1", "tag: {name: v1, " + FROM + "%s}");
  private static final String ANNOTATED_STREAM_TAG =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStreamTag
      metadata: {name: 'example:v1'%s}
      tag: {from: {kind: DockerImage, name: 'quay.io/x/y:1'}}
      """;
  private static final String IN_IMAGE_TAG =
      example("ImageTag", "example:v1", "spec: {name: v1, " + FROM + "%s}");
  private static final String IN_IMPORT =
      example(
          "ImageStreamImport", "example", "spec: {import: false, images: [{" + SILENT + "%s}]}");
  private static final String IN_REPOSITORY_IMPORT =
      example(
          "ImageStreamImport", "example", "spec: {import: false, repository: {" + SILENT + "%s}}");

  private Tags() {}

  private static String example(String kind, String name, String body) {
    return "apiVersion: image.openshift.io/v1\nkind: "
        + kind
        + "\nmetadata: {name: '"
        + name
        + "'}\n"
        + body
        + "\n";
  }

  /**
   * In tags that are filled from another registry, and in imports that make one.
   *
   * @param field the option in a tag, such as {@code importPolicy.scheduled}
   * @param wanted true of a tag with the option
   * @param option the option as a member of a tag
   */
  static List<Place> imported(String field, Predicate<JsonNode> wanted, String option) {
    String text = ", " + option;
    Predicate<JsonNode> here = tag -> isImported(tag) && wanted.test(tag);
    return List.of(
        new Place(STREAM, at("spec.tags[]").toldBy(field).where(here), IN_STREAM, text),
        new Place(
            STREAM_TAG,
            at("tag").toldBy(field).where(wanted),
            Tags::isForeign,
            IN_STREAM_TAG,
            text),
        new Place(IMAGE_TAG, at("spec").toldBy(field).where(here), IN_IMAGE_TAG, text),
        new Place(IMPORT, at("spec.images[]").toldBy(field).where(here), IN_IMPORT, text),
        new Place(
            IMPORT, at("spec.repository").toldBy(field).where(here), IN_REPOSITORY_IMPORT, text));
  }

  /** An annotation of tags. */
  static Stream<Place> annotation(String key) {
    String text = ", annotations: {" + key + ": '1'}";
    return Stream.of(
        new Place(STREAM, annotated("spec.tags[]", key), IN_STREAM, text),
        new Place(STREAM_TAG, annotated("metadata", key), ANNOTATED_STREAM_TAG, text),
        new Place(IMAGE_TAG, annotated("spec", key), IN_IMAGE_TAG, text));
  }

  private static Function<ObjectNode, Map<String, String>> annotated(String path, String key) {
    return at(path + ".annotations").member(key).present();
  }

  /** An annotation of streams. */
  static Place ofStream(String key) {
    String example =
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata: {name: example%s}
        """;
    return new Place(
        STREAM, annotated("metadata", key), example, ", annotations: {" + key + ": '1'}");
  }

  /** True of a tag that is filled from another registry. */
  private static boolean isImported(JsonNode tag) {
    return Json.string(tag.path("from"), "kind").equals("DockerImage")
        && !tag.path("reference").asBoolean(false);
  }

  /**
   * True of an image stream tag that shows an image which nobody pushed here; it may have been
   * imported into the stream that the tag got it from.
   */
  static boolean isForeign(ObjectNode tag) {
    ObjectNode image = Json.objectAt(tag, "image");
    return isImported(tag.path("tag"))
        || (!Meta.name(image).isEmpty() && !Meta.annotation(image, MANAGED).equals("true"));
  }
}
