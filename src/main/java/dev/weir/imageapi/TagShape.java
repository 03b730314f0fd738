package dev.weir.imageapi;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagViews;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** The two kinds that show one tag of a stream (image-api.md 4.1, 4.3). */
enum TagShape {
  /** What the tag is: only tags that have an image. */
  STREAM_TAG(Kinds.IMAGE_STREAM_TAG) {
    @Override
    boolean shows(ImageStream stream, String tag) {
      return image(stream, tag).isPresent();
    }

    @Override
    ObjectNode view(ImageStream stream, String tag, Optional<ObjectNode> image) {
      return TagViews.streamTag(stream, tag, image);
    }

    @Override
    boolean isSame(ImageStream before, ImageStream now, String tag) {
      return sameTag(before, now, tag) && sameMember(before, now, "labels");
    }
  },

  /** What the tag should be and was: every tag of spec or status. */
  IMAGE_TAG(Kinds.IMAGE_TAG) {
    @Override
    boolean shows(ImageStream stream, String tag) {
      return stream.spec().containsKey(tag) || stream.tags().containsKey(tag);
    }

    @Override
    ObjectNode view(ImageStream stream, String tag, Optional<ObjectNode> image) {
      return TagViews.imageTag(stream, tag, image);
    }

    @Override
    boolean isSame(ImageStream before, ImageStream now, String tag) {
      return sameTag(before, now, tag)
          && sameMember(before, now, "labels")
          && sameMember(before, now, "annotations");
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // a record of strings and copied lists
  private final ResourceKind kind;

  TagShape(ResourceKind kind) {
    this.kind = kind;
  }

  ResourceKind kind() {
    return kind;
  }

  /** True if the stream's tag has an object of this kind. */
  abstract boolean shows(ImageStream stream, String tag);

  /**
   * The object.
   *
   * @param image the stored Image; empty where it is not loaded
   */
  abstract ObjectNode view(ImageStream stream, String tag, Optional<ObjectNode> image);

  /**
   * True if a change of the stream is none of this tag's object. The resource version, which the
   * object has from its stream, does not count: else a push would seem to change every tag.
   */
  abstract boolean isSame(ImageStream before, ImageStream now, String tag);

  /** Every tag of spec and status, sorted. */
  static SortedSet<String> tags(ImageStream stream) {
    SortedSet<String> tags = new TreeSet<>(stream.spec().keySet());
    tags.addAll(stream.tags().keySet());
    return tags;
  }

  /** Name of the image that the tag is now. */
  static Optional<String> image(ImageStream stream, String tag) {
    return stream.newest(tag).map(TagEvent::image).filter(name -> !name.isEmpty());
  }

  private static boolean sameTag(ImageStream before, ImageStream now, String tag) {
    return before.specTag(tag).equals(now.specTag(tag))
        && before.history(tag).equals(now.history(tag))
        && before.localLookup() == now.localLookup();
  }

  private static boolean sameMember(ImageStream before, ImageStream now, String member) {
    return Json.objectAt(before.metadata(), member).equals(Json.objectAt(now.metadata(), member));
  }
}
