package dev.weir.server;

import dev.weir.http.Door;
import dev.weir.reference.Digest;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.storage.gc.Collector;
import dev.weir.storage.gc.RepositoryLook;
import dev.weir.storage.gc.Users;
import dev.weir.storage.history.HistoryLook;
import dev.weir.storage.usage.StoragePages;
import dev.weir.storage.usage.Why;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is stored as a whole: what lets go what nobody needs, and what tells of it. */
record StorageSide(Collector collector, Users users, Stores stores, StreamsHalf half) {
  /**
   * Of a server. It does nothing before its collector runs.
   *
   * @param users what workloads use
   * @param gone is told of each digest that went
   */
  static StorageSide of(
      Parts parts,
      Ground ground,
      Stores stores,
      StreamsHalf half,
      Users users,
      Consumer<Digest> gone) {
    Collector collector =
        new Collector(
            new Collector.Parts(
                stores.store(),
                stores.blobs(),
                stores.leases(),
                users,
                half.streams().content()::composition,
                List.of(
                    new HistoryLook(half.streams(), users),
                    repositoryLook(ground, stores, half, users)),
                gone,
                ground.clock(),
                ground.steady(),
                ground.config().collection().grace()));
    return new StorageSide(parts.add(collector), users, stores, half);
  }

  private static RepositoryLook repositoryLook(
      Ground ground, Stores stores, StreamsHalf half, Users users) {
    ServerConfig.Collection asked = ground.config().collection();
    return new RepositoryLook(
        half.streams(),
        stores.leases(),
        users,
        new RepositoryLook.Periods(asked.grace(), asked.untaggedKeep()),
        ground.clock(),
        ground.steady());
  }

  /** Pages by which operators ask for it. */
  Map<String, Door> pages(Ground ground) {
    return new StoragePages(
            new Why.Parts(
                half.streams(),
                stores.blobs(),
                stores.mirror(),
                half.mirrors(),
                stores.leases(),
                users,
                collector,
                ground.clock(),
                ground.steady()),
            stores.blobs(),
            stores.mirror())
        .pages();
  }

  /** Says how it is. */
  void measure(RequestMetrics metrics) {
    metrics.gauge(
        "weir_storage_pending_blobs",
        "Blobs and images that nothing holds, and that have not gone yet.",
        () -> collector.status().pendingDigests());
    metrics.gauge(
        "weir_storage_pending_bytes",
        "Bytes of those on the disk.",
        () -> collector.status().pendingBytes());
    metrics.gauge(
        "weir_storage_pending_streams",
        "Streams that are to be looked at, since something of them may have become loose.",
        () -> collector.status().pendingLinks());
    metrics.gauge(
        "weir_storage_overdue_blobs",
        "Of the pending ones, those that should have gone two rounds ago.",
        () -> collector.status().overdue());
    metrics.gauge(
        "weir_storage_failing",
        "Streams that could not be looked at, of which nothing is collected.",
        () -> collector.status().failing());
    metrics.counter(
        "weir_storage_freed_bytes",
        "Bytes of blobs that were collected.",
        () -> collector.status().freedBytes());
    metrics.counter(
        "weir_storage_freed_blobs",
        "Blobs that were collected.",
        () -> collector.status().freedBlobs());
    metrics.counter(
        "weir_storage_freed_images",
        "Images that were collected.",
        () -> collector.status().freedImages());
  }
}
