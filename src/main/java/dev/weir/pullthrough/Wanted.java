package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * What somebody asks for.
 *
 * @param project for which, and whose share of the turns it takes
 * @param size bytes, if a manifest says it
 * @param origins where it may be had, in the order in which they are asked
 * @param keys of the origins, in the same order, as they were when it was asked for
 */
record Wanted(
    String project, Digest digest, OptionalLong size, List<BlobOrigin> origins, List<String> keys) {
  Wanted(String project, Digest digest, OptionalLong size, List<BlobOrigin> origins) {
    this(
        project,
        digest,
        size,
        List.copyOf(origins),
        origins.stream().map(BlobOrigin::key).toList());
  }

  /** A claim of the project, and of the registry that is asked first. */
  Turns.Claim claim(BooleanSupplier yield) {
    String repository = origins.getFirst().repository();
    int slash = repository.indexOf('/');
    String host = slash < 0 ? repository : repository.substring(0, slash);
    return new Turns.Claim(List.of("project " + project, "registry " + host), yield);
  }
}
