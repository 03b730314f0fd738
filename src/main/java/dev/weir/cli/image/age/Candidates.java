package dev.weir.cli.image.age;

import dev.weir.cli.cluster.NamedTag;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Kinds;

/** Where the server tells what waits for a tag. */
final class Candidates {
  private Candidates() {}

  static String path(NamedTag tag) {
    return ResourcePath.of(Kinds.IMAGE_STREAM_TAG, tag.namespace(), tag.name(), "candidates");
  }
}
