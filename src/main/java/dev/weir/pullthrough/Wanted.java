package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What somebody asks for.
 *
 * @param size bytes, if a manifest says it
 * @param origins where it may be had, in the order in which they are asked
 */
record Wanted(Digest digest, OptionalLong size, List<BlobOrigin> origins) {
  Wanted {
    origins = List.copyOf(origins);
  }

  Set<String> keys() {
    return origins.stream().map(BlobOrigin::key).collect(Collectors.toUnmodifiableSet());
  }
}
