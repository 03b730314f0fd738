package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.client.Resources;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tag will be made from.
 *
 * @param kind {@code DockerImage}, {@code ImageStreamTag} or {@code ImageStreamImage}
 */
record TagSource(String kind, ImageReference reference) {
  static final String CONTAINER_IMAGE = "DockerImage";
  static final String STREAM_TAG = "ImageStreamTag";
  static final String STREAM_IMAGE = "ImageStreamImage";

  private static final Pattern SHORT_DIGEST =
      Pattern.compile("(?:(?<ns>[^/@:]+)/)?(?<name>[^/@:]+)@(?<id>(?:sha256:)?[0-9a-f]{4,63})");

  /** Reads the source as it was typed; the server is asked only where the text is unclear. */
  static TagSource read(TagRequest request, Resources resources, String namespace, Call call) {
    TagSource shortened = shortDigest(request, resources, namespace);
    if (shortened != null) {
      return shortened;
    }
    ImageReference reference = parse(request.source());
    if (reference.name().isEmpty()) {
      return dotted(request, resources, namespace);
    }
    return switch (request.kind()) {
      case DETECT -> detect(reference, call);
      case CONTAINER_IMAGE -> new TagSource(CONTAINER_IMAGE, reference);
      case STREAM_TAG -> {
        requireNoRegistry(reference);
        if (reference.tag().isEmpty()) {
          throw CliException.error(
              "--source=ImageStreamTag requires a valid <name>:<tag> in SOURCE");
        }
        yield new TagSource(STREAM_TAG, reference);
      }
      case STREAM_IMAGE -> {
        requireNoRegistry(reference);
        if (reference.id().isEmpty()) {
          throw CliException.error(
              "--source=ImageStreamImage requires a valid <name>@<id> in SOURCE");
        }
        yield new TagSource(STREAM_IMAGE, reference);
      }
    };
  }

  private static ImageReference parse(String text) {
    try {
      return ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw CliException.error("invalid SOURCE: " + e.getMessage());
    }
  }

  private static void requireNoRegistry(ImageReference reference) {
    if (!reference.registry().isEmpty()) {
      throw CliException.error("server in SOURCE is only allowed when providing a container image");
    }
  }

  private static TagSource detect(ImageReference reference, Call call) {
    if (!reference.registry().isEmpty()) {
      return new TagSource(CONTAINER_IMAGE, reference);
    }
    if (!reference.id().isEmpty()) {
      return new TagSource(STREAM_IMAGE, reference);
    }
    if (!reference.tag().isEmpty()) {
      return new TagSource(STREAM_TAG, reference);
    }
    call.hint(
        "info: source read as container image "
            + reference.withClientDefaults().exact()
            + "; name a tag, or use --source=istag, to mean an image stream");
    return new TagSource(CONTAINER_IMAGE, reference);
  }

  /** {@code a.b:1} reads as a registry; a stream of that name is meant if there is one. */
  private static TagSource dotted(TagRequest request, Resources resources, String namespace) {
    String text = request.source();
    int colon = text.indexOf(':');
    String stream = colon < 0 ? text : text.substring(0, colon);
    String tag = colon < 0 ? "" : text.substring(colon + 1);
    if (!tag.isEmpty() && request.kind() != TagRequest.Kind.CONTAINER_IMAGE) {
      try {
        resources.get(Kinds.IMAGE_STREAM, namespace, stream);
        return new TagSource(STREAM_TAG, new ImageReference("", "", stream, tag, ""));
      } catch (StatusException e) {
        if (e.status().code() != 404) {
          throw e;
        }
      }
    }
    throw CliException.error(
        "invalid SOURCE: \""
            + text
            + "\" names a registry without an image, and there is no image stream \""
            + stream
            + "\" in namespace \""
            + namespace
            + "\"");
  }

  /** A digest cut short is looked up in its stream; null if the source is none. */
  private static @org.jspecify.annotations.Nullable TagSource shortDigest(
      TagRequest request, Resources resources, String namespace) {
    Matcher match = SHORT_DIGEST.matcher(request.source());
    if (!match.matches()
        || request.kind() == TagRequest.Kind.CONTAINER_IMAGE
        || Digest.tryParse(match.group("id")).isPresent()) {
      return null;
    }
    String given = match.group("ns") == null ? "" : match.group("ns");
    String name = match.group("name");
    ObjectNode found =
        resources
            .get(
                Kinds.IMAGE_STREAM_IMAGE,
                given.isEmpty() ? namespace : given,
                name + "@" + match.group("id"))
            .tree();
    String digest = Meta.name(Json.objectAt(found, "image"));
    return new TagSource(STREAM_IMAGE, new ImageReference("", given, name, "", digest));
  }

  /** What a stream tag points at now: a permanent tag keeps that (cli.md 3, step 1). */
  TagSource pinned(Resources resources, String namespace) {
    String space = reference.namespace().isEmpty() ? namespace : reference.namespace();
    ObjectNode stream = resources.get(Kinds.IMAGE_STREAM, space, reference.name()).tree();
    for (JsonNode tag : Json.arrayAt(Json.objectAt(stream, "status"), "tags")) {
      JsonNode newest = Json.arrayAt(tag, "items").path(0);
      if (Json.string(tag, "tag").equals(reference.tag()) && newest.isObject()) {
        String image = Json.string(newest, "image");
        return image.isEmpty()
            ? new TagSource(CONTAINER_IMAGE, parse(Json.string(newest, "dockerImageReference")))
            : new TagSource(
                STREAM_IMAGE,
                new ImageReference("", reference.namespace(), reference.name(), "", image));
      }
    }
    throw CliException.error(
        "\""
            + reference.exact()
            + "\" is not currently pointing to an image, cannot use it as the source of a tag");
  }

  boolean isContainerImage() {
    return kind.equals(CONTAINER_IMAGE);
  }

  boolean isStreamTag() {
    return kind.equals(STREAM_TAG);
  }
}
