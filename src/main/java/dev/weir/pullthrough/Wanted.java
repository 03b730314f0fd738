package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import java.util.List;
import java.util.OptionalLong;

/**
 * What somebody asks for.
 *
 * @param size bytes, if a manifest says it
 * @param origins where it may be had, in the order in which they are asked
 * @param keys of the origins, in the same order, as they were when it was asked for
 */
record Wanted(Digest digest, OptionalLong size, List<BlobOrigin> origins, List<String> keys) {
  Wanted(Digest digest, OptionalLong size, List<BlobOrigin> origins) {
    this(digest, size, List.copyOf(origins), origins.stream().map(BlobOrigin::key).toList());
  }
}
