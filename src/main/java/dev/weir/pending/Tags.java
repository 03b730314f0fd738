package dev.weir.pending;

import static dev.weir.pending.Fields.at;

import dev.weir.pending.PendingOption.Place;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Where somebody says what a tag of a stream shall be. */
final class Tags {
  private static final String STREAM = "imagestreams.image.openshift.io";
  private static final String STREAM_TAG = "imagestreamtags.image.openshift.io";
  private static final String IMAGE_TAG = "imagetags.image.openshift.io";

  private static final String FROM = "from: {kind: DockerImage, name: 'quay.io/x/y:1'}";

  private static final String IN_STREAM =
      example("ImageStream", "example", "spec: {tags: [{name: v1, " + FROM + "%s}]}");
  private static final String ANNOTATED_STREAM_TAG =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStreamTag
      metadata: {name: 'example:v1'%s}
      tag: {from: {kind: DockerImage, name: 'quay.io/x/y:1'}}
      """;
  private static final String IN_IMAGE_TAG =
      example("ImageTag", "example:v1", "spec: {name: v1, " + FROM + "%s}");

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
}
