package dev.weir.server;

import dev.weir.host.Host;
import dev.weir.pullthrough.mirror.ImagesInUse;
import dev.weir.pullthrough.mirror.MirrorBound;
import dev.weir.pullthrough.mirror.MirrorLimit;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.server.listen.RequestMetrics;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is kept of other registries.
 *
 * @param named what workloads name
 */
record MirrorSide(Stores stores, StreamsHalf half, Supplier<Stream<String>> named) {
  /** What keeps it within its bounds; nothing of it is in use yet. */
  MirrorBound bound(Ground ground, PullThrough through) {
    ImagesInUse inUse = inUse();
    Path directory = ground.data().mirror();
    return new MirrorBound(
        half.mirrors(),
        stores.mirror(),
        new MirrorBound.Sight(
            ground.config().mirror().limit(),
            () -> host().annotated(MirrorLimit.ANNOTATION),
            through::shows,
            through::showsManifest,
            inUse::digests,
            () -> used(directory)),
        ground.clock(),
        ground.steady());
  }

  /** What workloads use, of which nothing may go. */
  ImagesInUse inUse() {
    return new ImagesInUse(
        named,
        half.ownHosts()::contains,
        reference -> half.windows().names().stream(reference.repositoryPath()),
        half.streams().store(),
        half.sources());
  }

  private Host host() {
    return half.streams().context().host();
  }

  /** Not a number where it cannot be looked at, which {@code /readyz} tells of. */
  private static double used(Path directory) {
    try {
      FileStore disk = Files.getFileStore(directory);
      long total = disk.getTotalSpace();
      return total == 0 ? 0 : 1 - (double) disk.getUsableSpace() / total;
    } catch (IOException _) {
      return Double.NaN;
    }
  }

  /** Says how it is. */
  static void measure(MirrorBound bound, RequestMetrics metrics) {
    metrics.gauge("weir_mirror_bytes", "Bytes that are kept of other registries.", bound::bytes);
    metrics.gauge(
        "weir_mirror_limit_bytes",
        "Most bytes that are to be kept of other registries; 0 for no limit.",
        bound::limit);
    metrics.gauge(
        "weir_mirror_over_bytes",
        "Bytes by which the mirror is over a bound, since all that is left is in use.",
        bound::over);
    metrics.gauge(
        "weir_mirror_disk_used_ratio",
        "Which part of the mirror's file system is used, from 0 to 1.",
        bound::diskUsed);
    metrics.counter(
        "weir_mirror_evictions",
        "Blobs and manifests of other registries that went because of a bound.",
        bound::evicted);
  }
}
