package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import dev.weir.resource.Recent;
import java.util.Comparator;
import java.util.List;

/**
 * Which origins gave other bytes than those of a digest: they are asked last for it from then on,
 * so that a pull that broke off comes to its end elsewhere when it is tried again.
 */
final class Liars {
  private static final int MOST = 4096;

  private final Recent<Lie, Long> lies = new Recent<>(MOST);
  private long count;

  private record Lie(Digest digest, String key) {}

  /** Some origin's bytes were others, at least in part. */
  synchronized void add(Digest digest, String key) {
    lies.keep(new Lie(digest, key), ++count);
  }

  /** Those who did not lie, then the others from whose lie on most time has passed. */
  List<BlobOrigin> last(Digest digest, List<BlobOrigin> origins) {
    return origins.stream()
        .sorted(Comparator.comparing(origin -> lies.find(new Lie(digest, origin.key())).orElse(0L)))
        .toList();
  }
}
